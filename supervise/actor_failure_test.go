package supervise_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// fragile panics at "panic", fails at "fail", and answers with anything else.
func fragile(_ context.Context, msg any) (any, error) {
	switch msg {
	case "panic":
		panic("oh")
	case "fail":
		return nil, errOutOfOrder
	}
	return msg, nil
}

func TestAFailureEndsAnActorAndIsReportedAtOnce(t *testing.T) {
	for _, c := range []struct{ msg, want string }{{"fail", errOutOfOrder.Error()}, {"panic", "oh"}} {
		var ref *supervise.Ref
		reports := reportsOf(t, func(ctx context.Context) {
			ref = spawn(t, ctx, supervise.Actor{Name: "a", Handle: fragile})
			tell(t, ctx, ref, c.msg)
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			_, err := answerOf(ctx, ref, "x")
			var dead *tasks.DeadLetterError
			require.ErrorAs(t, err, &dead)
		})
		require.Len(t, reports, 1)
		require.Equal(t, "the actor a failed", reports[0].Message)
		require.ErrorContains(t, reports[0].Err, c.want)
		runtime.KeepAlive(ref) // a report must not wait for the collector
	}
}

func TestWhoAwaitsAnActorGetsItsFailureInsteadOfAReport(t *testing.T) {
	require.Empty(t, reportsOf(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: fragile})
		tell(t, ctx, ref, "fail")
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
	}))
}

func TestAnErrorThatSomebodyAskedForIsNoFailure(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: fragile})
		_, err := answerOf(ctx, ref, "fail")
		require.ErrorIs(t, err, errOutOfOrder)
		v, err := answerOf(ctx, ref, "x")
		require.NoError(t, err)
		require.Equal(t, "x", v)
		ref.Stop()
	})
}

func TestAPanicGoesToWhoAskedAndEndsTheActor(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: fragile})
		_, err := answerOf(ctx, ref, "panic")
		var p *tasks.PanicError
		require.ErrorAs(t, err, &p)
		require.Equal(t, "oh", p.Value)
		require.ErrorAs(t, ref.Await(ctx), &p)
	})
}

func TestAPanicAfterAStashIsAFailureToo(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			require.NoError(t, supervise.Stash(ctx))
			panic("oh")
		}})
		_, err := answerOf(ctx, ref, 1)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead, "nobody will handle it any more")
		var p *tasks.PanicError
		require.ErrorAs(t, ref.Await(ctx), &p)
	})
}

func TestAFailureOfTheLastMessageBeforeAStopIsNotLost(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			return nil, errOutOfOrder
		}})
		tell(t, ctx, ref, 1)
		require.NoError(t, tasks.Yield(ctx))
		ref.Stop()
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
	})
}

func TestWhoAskedAFailingActorIsToldThatItStopped(t *testing.T) {
	canceled := 0
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Name: "a", Interleave: -1, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "fail" {
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				panic("oh")
			}
			err := tasks.Sleep(ctx, time.Minute)
			if tasks.IsCanceled(err) {
				canceled++
			}
			return nil, err
		}})
		slow := tasks.Ask[any](ctx, ref.PID(), "slow")
		tell(t, ctx, ref, "fail")
		_, err := slow.Await(ctx)
		require.ErrorIs(t, err, supervise.ErrActorStopped)
		require.False(t, tasks.IsCanceled(err), "it was not the asker who was canceled")
		require.Error(t, ref.Await(ctx))
	})
	require.Equal(t, 1, canceled)
}

func TestAMessageThatIsCanceledBeforeItBeganIsAnsweredToo(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Interleave: -1, Handle: fragile})
		require.NoError(t, tasks.Yield(ctx))
		tell(t, ctx, ref, "panic")
		var asked []*tasks.Future[any]
		for range 5 {
			asked = append(asked, tasks.Ask[any](ctx, ref.PID(), "x"))
			require.NoError(t, tasks.Yield(ctx))
		}
		for _, one := range asked {
			_, err := supervise.WaitFor[any](ctx, one, time.Minute)
			require.NotErrorIs(t, err, tasks.ErrTimeout)
		}
		require.Error(t, ref.Await(ctx))
	})
}

func TestASupervisedActorIsRestartedAndKeepsItsAddressAndItsMailbox(t *testing.T) {
	var handled []any
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		a := withSlowHooks(&notes, supervise.Actor{Name: "a", Handle: func(ctx context.Context, msg any) (any, error) {
			handled = append(handled, msg)
			return fragile(ctx, msg)
		}})
		child, ref, err := a.Child(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, ref.Await(ctx), supervise.ErrSupervised)
		s := supervise.Start(ctx, supervise.Supervisor{
			Children: []supervise.Child{child}, Events: func(supervise.Event) {},
			Backoff: supervise.Backoff{Min: time.Minute},
		})
		before := tasks.Ask[any](ctx, ref.PID(), "before")
		tell(t, ctx, ref, "fail")
		after := tasks.Ask[any](ctx, ref.PID(), "after")
		v, err := before.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "before", v)
		v, err = after.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "after", v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
	require.Equal(t, []any{"before", "fail", "after"}, handled)
	require.Equal(t, []string{
		"a started", "a restarting after " + errOutOfOrder.Error(), "a stopping", "a stopped",
		"a started", "a stopping", "a stopped",
	}, notes)
}

func TestARestartBeginsWithACleanActor(t *testing.T) {
	var handled []any
	inLoggedRun(t, func(ctx context.Context) {
		lives := 0
		child, ref, err := supervise.Actor{
			OnStarted: func(context.Context) error { lives++; return nil },
			Handle: func(ctx context.Context, msg any) (any, error) {
				if msg == "stash" && lives == 1 {
					return nil, supervise.Stash(ctx)
				}
				if msg == "change" {
					require.NoError(t, supervise.SetReceiveTimeout(ctx, time.Minute))
					return nil, supervise.Become(ctx, fragile)
				}
				handled = append(handled, msg)
				return msg, nil
			},
		}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}, Events: func(supervise.Event) {}})
		tell(t, ctx, ref, "stash", "change", "panic", "x")
		require.NoError(t, tasks.Sleep(ctx, time.Hour))
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, 2, lives)
	})
	require.Equal(t, []any{"stash", "x"}, handled)
}

func TestAStopOfAnActorThatIsDownCountsForItsNextLife(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		child.Restart = supervise.Transient
		s := supervise.Start(ctx, supervise.Supervisor{
			Children: []supervise.Child{child}, Events: func(supervise.Event) {},
			Backoff: supervise.Backoff{Min: time.Minute},
		})
		tell(t, ctx, ref, "fail")
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.Equal(t, supervise.ChildDelayed, s.Children()[0].State)
		ref.Stop()
		require.NoError(t, tasks.Sleep(ctx, time.Hour))
		require.Equal(t, supervise.ChildEnded, s.Children()[0].State)
		require.Equal(t, 1, s.Children()[0].Restarts)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestTheMailboxOfASupervisedActorEndsWithTheTaskThatMadeIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var ref *supervise.Ref
		_, err := tasks.Go(ctx, tasks.Void(func(ctx context.Context) (err error) {
			_, ref, err = supervise.Actor{Handle: fragile}.Child(ctx)
			return err
		})).Await(ctx)
		require.NoError(t, err)
		_, err = answerOf(ctx, ref, 1)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
	})
}

func TestGoexitInAHandlerIsAnsweredAndIsAFailure(t *testing.T) {
	l, err := tasks.Start(tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	_, err = tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) {
			runtime.Goexit()
			return nil, nil
		}})
		if err != nil {
			return err
		}
		_, err = answerOf(ctx, ref, 1)
		if end := ref.Await(ctx); !errors.Is(end, tasks.ErrGoexit) {
			return end
		}
		return err
	})).Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrGoexit)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestACancellationThatNobodyAskedForIsAFailure(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			gone := tasks.NewFuture[int](ctx)
			gone.Cancel("gone")
			return gone.Await(ctx)
		}})
		require.NoError(t, tasks.Tell(ctx, ref.PID(), "work"))
		err := ref.Await(ctx)
		require.ErrorContains(t, err, "gone")
		require.False(t, tasks.IsCanceled(err), "it is not the one who awaits that was canceled")
	})
}

func TestOnlyTheFailureOfAnActorIsReportedWhenItsOtherMessagesEnd(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Name: "a", Interleave: -1, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "fail" {
				return nil, errOutOfOrder
			}
			err := tasks.Sleep(ctx, time.Hour)
			require.ErrorIs(t, err, tasks.ErrCanceled)
			if msg == "succeeds" { // all the same
				err = nil
			}
			return nil, err
		}})
		tell(t, ctx, ref, "ends as canceled", "succeeds")
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		tell(t, ctx, ref, "fail")
		require.NoError(t, tasks.Sleep(ctx, time.Second))
	})
	require.Len(t, reports, 1)
	require.Equal(t, "the actor a failed", reports[0].Message)
}

func TestWhoAsksLearnsThatTheHandlerWasCanceledAndNotByTheActor(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) {
			return nil, &tasks.CanceledError{Msg: "elsewhere"}
		}})
		_, err := answerOf(ctx, ref, 1)
		require.ErrorContains(t, err, "elsewhere")
	})
}
