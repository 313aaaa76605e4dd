package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// asSupervised runs an actor as a transient child, and gives it the message "work".
func asSupervised(ctx context.Context, t *testing.T, a supervise.Actor) (*supervise.Ref, *supervise.Supervised) {
	t.Helper()
	child, ref, err := a.Child(ctx)
	require.NoError(t, err)
	child.Restart = supervise.Transient
	s := supervise.Start(ctx, supervise.Supervisor{
		Children: []supervise.Child{child}, Intensity: 5, Period: time.Minute,
		Backoff: supervise.Backoff{Min: time.Second}, Events: func(supervise.Event) {},
	})
	require.NoError(t, tasks.Tell(ctx, ref.PID(), "work"))
	return ref, s
}

func TestAStopOfAnActorThatThenFailsIsNotForgotten(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var got []any
		ref, s := asSupervised(ctx, t, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			got = append(got, msg)
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return nil, err
			}
			return nil, errExpected
		}})
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		ref.Stop() // while it handles
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.NoError(t, tasks.Tell(ctx, ref.PID(), "more"))
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, []any{"work"}, got)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAStopOfAPermanentActorThatThenFailsIsOneRestart(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return nil, err
			}
			return nil, errExpected
		}}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}, Events: func(supervise.Event) {}})
		require.NoError(t, tasks.Tell(ctx, ref.PID(), "work"))
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		ref.Stop() // while it handles
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 1, s.Children()[0].Restarts)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAStopOfAPermanentActorThatDoesNotStartIsOneRestart(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		life := 0
		child, ref, err := supervise.Actor{Handle: fragile, OnStarted: func(ctx context.Context) error {
			if life++; life > 1 {
				return nil
			}
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return err
			}
			return errExpected
		}}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}, Intensity: 5, Events: func(supervise.Event) {}})
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		ref.Stop() // while it starts
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 1, s.Children()[0].Restarts)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestNoReceiveTimeoutCanBeSetBetweenTwoLives(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var got []any
		_, s := asSupervised(ctx, t, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			got = append(got, msg)
			if msg == "work" {
				tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					require.NoError(t, tasks.Sleep(ctx, 10*time.Millisecond))
					require.ErrorIs(t, supervise.SetReceiveTimeout(ctx, 20*time.Millisecond), supervise.ErrActorStopped)
					return nil
				}))
				panic("restart")
			}
			return nil, nil
		}})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, []any{"work"}, got)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAnActorThatHasStoppedGetsNoChild(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		late := tasks.NewFuture[error](ctx)
		parent := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) { return nil, nil }})
				return late.SetResult(err)
			}))
			return nil, nil
		}})
		require.NoError(t, tasks.Tell(ctx, parent.PID(), "work"))
		parent.Poison()
		require.NoError(t, parent.Await(ctx))
		refused, err := late.Await(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, refused, supervise.ErrActorStopped)
	})
}

func TestAnActorThatStopsAnswersItsChildrenNoMore(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		asked := tasks.NewFuture[error](ctx)
		var child *supervise.Ref
		parent := spawn(t, ctx, supervise.Actor{Name: "parent", Handle: fragile, OnStarted: func(ctx context.Context) (err error) {
			parent := supervise.Self(ctx)
			child, err = supervise.SpawnChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
				if err := tasks.Sleep(ctx, time.Second); err != nil {
					return nil, err
				}
				_, err := tasks.Ask[any](ctx, parent, "question").Await(ctx)
				return nil, asked.SetResult(err)
			}})
			return err
		}})
		_, err := answerOf(ctx, parent, "hello")
		require.NoError(t, err)
		tell(t, ctx, child, "work")
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		parent.Stop()
		require.NoError(t, parent.Await(ctx))
		refused, err := asked.Await(ctx)
		require.NoError(t, err)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, refused, &dead)
	})
}

func TestAChildThatAsksItsParentDoesNotKeepThatFromARestart(t *testing.T) {
	for _, asksAfter := range []time.Duration{time.Second / 2, 2 * time.Second} { // the parent fails after one
		inRun(t, func(ctx context.Context) {
			asked, life := tasks.NewFuture[error](ctx), 0
			ref, s := asSupervised(ctx, t, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
				if life++; life > 1 {
					return life, nil
				}
				parent := supervise.Self(ctx)
				child, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
					if err := tasks.Sleep(ctx, asksAfter); err != nil {
						return nil, err
					}
					_, err := tasks.Ask[any](ctx, parent, "question").Await(ctx)
					return nil, asked.SetResult(err)
				}})
				require.NoError(t, err)
				tell(t, ctx, child, "work")
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				return nil, errExpected
			}})
			v, err := supervise.WaitFor(ctx, asked, time.Minute)
			require.NoError(t, err)
			require.ErrorIs(t, v, supervise.ErrActorStopped)
			again, err := answerOf(ctx, ref, "work")
			require.NoError(t, err)
			require.Equal(t, 2, again)
			_, err = s.Shutdown(ctx)
			require.NoError(t, err)
		})
	}
}

func TestWhoAskedAnActorThatItsLoopUnwindsIsTold(t *testing.T) {
	other, err := tasks.Start(tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	inRun(t, func(ctx context.Context) {
		began := make(chan struct{})
		ref, err := tasks.ToThread(ctx, func(ctx context.Context) (*supervise.Ref, error) {
			return tasks.Submit(other, func(ctx context.Context) (*supervise.Ref, error) {
				return supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
					close(began)
					for ctx.Err() == nil { // it refuses its cancellation
						_ = tasks.Sleep(ctx, time.Hour)
					}
					return nil, nil
				}})
			}).Wait(ctx)
		})
		require.NoError(t, err)
		answer := tasks.Ask[any](ctx, ref.PID(), "work")
		_, _, err = tasks.Recv(ctx, began)
		require.NoError(t, err)
		_, err = tasks.ToThread(ctx, func(ctx context.Context) (any, error) {
			ended, cancel := context.WithCancel(ctx)
			cancel()
			return nil, other.Shutdown(ended)
		})
		require.ErrorContains(t, err, "2 tasks did not end")
		_, err = supervise.WaitFor(ctx, answer, time.Minute)
		require.ErrorIs(t, err, supervise.ErrActorStopped)
	})
}

func TestACancellationOfAnActorThatStopsCancelsItsMessages(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var canceled error
		ref, s := asSupervised(ctx, t, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			canceled = tasks.Sleep(ctx, time.Hour)
			return nil, canceled
		}})
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		ref.Stop() // while it handles
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, canceled, tasks.ErrCanceled)
	})
}

func TestASecondStopLeavesTheMessageUnderWayAlone(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		handled := tasks.NewFuture[error](ctx)
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, handled.SetResult(tasks.Sleep(ctx, time.Minute))
		}})
		tell(t, ctx, ref, "work")
		for range 2 {
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			ref.Stop()
		}
		err, waited := handled.Await(ctx)
		require.NoError(t, waited)
		require.NoError(t, err)
		require.NoError(t, ref.Await(ctx))
	})
}

func TestASecondStopDoesNotEndTheWaitOfAHook(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var flushed tasks.Event
		early := false
		ref := spawn(t, ctx, supervise.Actor{Handle: fragile, OnStopping: func(ctx context.Context) error {
			err := flushed.Wait(ctx)
			early = !flushed.IsSet()
			return err
		}})
		for range 2 {
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			ref.Stop()
		}
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		flushed.Set()
		require.NoError(t, ref.Await(ctx))
		require.False(t, early)
	})
}

func TestAFailureWhileAnActorStopsCancelsTheOtherMessages(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		began := tasks.LoopOf(ctx).Now()
		ref := spawn(t, ctx, supervise.Actor{Interleave: 2, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "fail" {
				_ = tasks.Sleep(ctx, time.Second)
				return nil, errOutOfOrder
			}
			return nil, tasks.Sleep(ctx, time.Hour)
		}})
		tell(t, ctx, ref, "sleep", "fail")
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		ref.Stop()
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
		require.Equal(t, time.Second, tasks.LoopOf(ctx).Now().Sub(began))
	})
}
