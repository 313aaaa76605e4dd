package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A Goexit keeps an error from being returned: then it is reported.

// goexitAtDeadLetters lets a subscriber of the event stream end the goroutine at each dead letter of
// an actor, until stop.
func goexitAtDeadLetters(l *tasks.Loop, of *supervise.Ref) (stop func()) {
	stream := l.System().EventStream
	sub := stream.Subscribe(func(e any) {
		if d, ok := e.(*proto.DeadLetterEvent); ok && d.PID.Equal(of.PID()) {
			runtime.Goexit()
		}
	})
	return func() { stream.Unsubscribe(sub) }
}

func TestAGoexitLosesNoErrorThatWasThereBefore(t *testing.T) {
	exit := func(context.Context) error { runtime.Goexit(); return nil }
	for name, body := range map[string]func(ctx context.Context) error{
		"of a group's task": func(ctx context.Context) error {
			return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				supervise.GoIn(g, failingAtOnce)
				require.True(t, tasks.IsCanceled(tasks.Sleep(ctx, time.Hour)))
				return exit(ctx)
			})
		},
		"of a group's task, while the body cleans up": func(ctx context.Context) error {
			return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				supervise.GoIn(g, tasks.Void(failWhenCanceled(errOutOfOrder)))
				require.NoError(t, tasks.Yield(ctx))
				defer func() { _ = tasks.Sleep(ctx, time.Millisecond) }()
				return exit(ctx)
			})
		},
		"of a group's task, while its owner cleans up": func(ctx context.Context) error {
			defer func() { _ = tasks.Sleep(ctx, time.Millisecond) }()
			return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				supervise.GoIn(g, tasks.Void(failWhenCanceled(errOutOfOrder)))
				require.NoError(t, tasks.Yield(ctx))
				return exit(ctx)
			})
		},
		"of an actor's message": func(ctx context.Context) error {
			ref := spawn(t, ctx, supervise.Actor{Handle: fragile, OnStopped: exit})
			tell(t, ctx, ref, "fail")
			return ref.Await(ctx)
		},
		"of an actor's OnStopping": func(ctx context.Context) error {
			ref := spawn(t, ctx, supervise.Actor{
				Handle: fragile, OnStopping: func(context.Context) error { return errOutOfOrder }, OnStopped: exit,
			})
			ref.Stop()
			return ref.Await(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var reported []error
			l := quietLoop(t)
			l.SetExceptionHandler(func(_ *tasks.Loop, r tasks.Report) { reported = append(reported, r.Err) })
			_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
				_, err := tasks.Go(ctx, tasks.Void(body)).Await(ctx)
				return err
			}))
			require.ErrorIs(t, err, tasks.ErrGoexit)
			require.NoError(t, l.Shutdown(t.Context()))
			require.Contains(t, reported, errOutOfOrder)
		})
	}
}

func TestEachErrorOfAGroupIsReportedThoughTheHandlerOfReportsEndsItsGoroutine(t *testing.T) {
	reported := 0
	l := quietLoop(t)
	l.SetExceptionHandler(func(_ *tasks.Loop, r tasks.Report) {
		if r.Err == errOutOfOrder { //nolint:errorlint // this very one
			reported++
			runtime.Goexit()
		}
	})
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		_, err := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				for range 3 {
					supervise.GoIn(g, failingAtOnce)
				}
				_ = tasks.Sleep(ctx, time.Hour)
				runtime.Goexit()
				return nil
			})
		})).Await(ctx)
		return err
	}))
	require.ErrorIs(t, err, tasks.ErrGoexit)
	require.NoError(t, l.Shutdown(t.Context()))
	require.Equal(t, 3, reported)
}

func TestAHandlerOfReportsThatEndsItsGoroutineKeepsNoActorFromItsEnd(t *testing.T) {
	l := quietLoop(t)
	l.SetExceptionHandler(func(*tasks.Loop, tasks.Report) { runtime.Goexit() })
	stopping := false
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		ref := spawn(t, ctx, supervise.Actor{Interleave: 2, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "slow" {
				_ = tasks.Sleep(ctx, time.Hour)
				return nil, errors.New("the clean-up failed")
			}
			return nil, errOutOfOrder
		}, OnStopping: func(context.Context) error { stopping = true; return nil }})
		tell(t, ctx, ref, "slow", "fail")
		return supervise.Timeout(ctx, time.Hour, func(ctx context.Context, _ *supervise.Scope) error { return ref.Await(ctx) })
	}))
	require.ErrorIs(t, err, errOutOfOrder)
	require.True(t, stopping)
}

func TestABackoffsRandThatEndsItsGoroutineLosesNoRestart(t *testing.T) {
	l := quietLoop(t)
	runs := 0
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		s := supervise.Start(ctx, supervise.Supervisor{
			Backoff: supervise.Backoff{Min: time.Second, Jitter: 0.5, Rand: func() float64 { runtime.Goexit(); return 0 }},
			Children: []supervise.Child{{Name: "worker", Run: func(ctx context.Context) error {
				if runs++; runs == 1 {
					return errOutOfOrder
				}
				return tasks.Sleep(ctx, time.Hour)
			}}},
		})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		_, err := s.Shutdown(ctx)
		return err
	}))
	require.NoError(t, err)
	require.Equal(t, 2, runs)
}

func TestASubscriberThatEndsTheGoroutineOfAnUnseenMessageKeepsNoActorFromItsEnd(t *testing.T) {
	l := quietLoop(t)
	stopping := false
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		ref := spawn(t, ctx, supervise.Actor{Handle: fragile, OnStopping: func(context.Context) error { stopping = true; return nil }})
		defer goexitAtDeadLetters(l, ref)()
		before := len(tasks.All(ctx))
		tell(t, ctx, ref, "a message")
		for len(tasks.All(ctx)) == before {
			require.NoError(t, tasks.Yield(ctx))
		}
		all := tasks.All(ctx)
		require.True(t, all[len(all)-1].Cancel())
		return supervise.Timeout(ctx, time.Hour, func(ctx context.Context, _ *supervise.Scope) error { return ref.Await(ctx) })
	}))
	require.ErrorContains(t, err, "had not canceled it")
	require.True(t, stopping)
}

func TestASubscriberThatEndsTheGoroutineKeepsNoAddressAlive(t *testing.T) {
	l := quietLoop(t)
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}})
		var refs []*supervise.Ref
		for i := range 2 {
			child, ref, err := supervise.Actor{Name: fmt.Sprint("w", i), Handle: func(ctx context.Context, _ any) (any, error) { return nil, tasks.Sleep(ctx, time.Hour) }}.Child(ctx)
			require.NoError(t, err)
			require.NoError(t, s.Add(child))
			refs = append(refs, ref)
			tell(t, ctx, ref, 1, 2)
		}
		defer goexitAtDeadLetters(l, refs[0])()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		asked := tasks.Ask[any](ctx, refs[1].PID(), 3)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
		_, err = supervise.WaitFor(ctx, asked, time.Hour)
		require.NotErrorIs(t, err, tasks.ErrTimeout)
		return nil
	}))
	require.NoError(t, err)
}

func TestEachMessageIsReturnedThoughASubscriberEndsTheGoroutineEachTime(t *testing.T) {
	l := quietLoop(t)
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) { return nil, tasks.Sleep(ctx, time.Second) }})
		defer goexitAtDeadLetters(l, ref)()
		tell(t, ctx, ref, "under way")
		var waiting []*tasks.Future[any]
		for range 4 {
			waiting = append(waiting, tasks.Ask[any](ctx, ref.PID(), "waits"))
		}
		ref.Stop()
		for _, f := range waiting {
			_, err := supervise.WaitFor(ctx, f, time.Hour)
			var dead *tasks.DeadLetterError
			require.ErrorAs(t, err, &dead)
		}
		return nil
	}))
	require.NoError(t, err)
}

func TestAHandlerOfReportsThatEndsItsGoroutineKeepsNoCanceledActorFromItsHooks(t *testing.T) {
	l := quietLoop(t)
	var reported []error
	l.SetExceptionHandler(func(_ *tasks.Loop, r tasks.Report) {
		reported = append(reported, r.Err)
		runtime.Goexit()
	})
	stopping := false
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		_, s := asSupervised(ctx, t, supervise.Actor{
			Handle:     func(ctx context.Context, _ any) (any, error) { return nil, failWhenCanceled(errOutOfOrder)(ctx) },
			OnStopping: func(context.Context) error { stopping = true; return nil },
		})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		_, err := s.Shutdown(ctx)
		return err
	}))
	require.NoError(t, err)
	require.True(t, stopping)
	require.Equal(t, []error{errOutOfOrder}, reported)
}

func TestAnActorThatStartsAgainAfterAGoexitIsNotToldOfTheEndOfItsFormerChildren(t *testing.T) {
	l := quietLoop(t)
	starts, told := 0, 0
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		child, _, err := supervise.Actor{OnStarted: func(ctx context.Context) error {
			kid, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: fragile})
			if err != nil {
				return err
			}
			if err := supervise.Watch(ctx, kid.PID()); err != nil {
				return err
			}
			if starts++; starts == 1 {
				runtime.Goexit()
			}
			return nil
		}, Handle: func(_ context.Context, msg any) (any, error) {
			if _, ok := msg.(*proto.Terminated); ok {
				told++
			}
			return nil, nil
		}}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		_, err = s.Shutdown(ctx)
		return err
	}))
	require.NoError(t, err)
	require.Equal(t, 2, starts)
	require.Zero(t, told)
}

func TestASubscriberThatEndsTheGoroutineLetsNoGivingUpBeReportedTwice(t *testing.T) {
	l := quietLoop(t)
	reported := 0
	l.SetExceptionHandler(func(_ *tasks.Loop, r tasks.Report) {
		if gaveUp := (*supervise.GaveUpError)(nil); errors.As(r.Err, &gaveUp) {
			reported++
		}
	})
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		s := supervise.Start(ctx, supervise.Supervisor{Intensity: supervise.NeverRestart})
		child, ref, err := supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) { return nil, tasks.Sleep(ctx, time.Hour) }}.Child(ctx)
		require.NoError(t, err)
		require.NoError(t, s.Add(child))
		tell(t, ctx, ref, "under way", "waits")
		defer goexitAtDeadLetters(l, ref)()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, s.Add(supervise.Child{Run: sleepThen(1, errOutOfOrder)}))
		return tasks.Sleep(ctx, time.Minute)
	}))
	require.NoError(t, err)
	require.NoError(t, l.Shutdown(t.Context()))
	require.Equal(t, 1, reported)
}
