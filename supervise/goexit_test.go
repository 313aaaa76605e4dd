package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// eagerLoop is a background loop all of whose tasks are eager. A Goexit of a user's function
// does not end the test there.
func eagerLoop(t *testing.T) *tasks.Loop {
	t.Helper()
	l := quietLoop(t)
	l.SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
	return l
}

func quietLoop(t *testing.T) *tasks.Loop {
	t.Helper()
	l, err := tasks.Start(tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Shutdown(context.Background())) })
	return l
}

// failsOnce is a child that fails in its first run, does second in its second, and then runs on.
func failsOnce(second func()) (child supervise.Child, runs *int) {
	runs = new(int)
	return supervise.Child{Name: "worker", Run: func(ctx context.Context) error {
		switch *runs++; *runs {
		case 1:
			_ = tasks.Yield(ctx)
			return errors.New("lost")
		case 2:
			second()
		}
		return tasks.Sleep(ctx, time.Hour)
	}}, runs
}

func TestAnEagerChildThatEndsItsGoroutineIsStartedAgain(t *testing.T) {
	child, runs := failsOnce(runtime.Goexit)
	_, err := tasks.RunOn(t.Context(), eagerLoop(t), tasks.Void(func(ctx context.Context) error {
		staff := supervise.Start(ctx, supervise.Supervisor{Intensity: 5, Children: []supervise.Child{child}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		_, err := staff.Shutdown(ctx)
		return err
	}))
	require.NoError(t, err)
	require.Equal(t, 3, *runs)
}

func TestASupervisorWhoseTaskEndsByGoexitStopsItsChildren(t *testing.T) {
	stopped := false
	l := quietLoop(t)
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		staff := supervise.Start(ctx, supervise.Supervisor{
			Events: func(e supervise.Event) {
				if e, ok := e.(supervise.Started); ok && e.Child == "second" {
					runtime.Goexit() // in the supervisor's task, which starts them
				}
			},
			Children: []supervise.Child{
				{Name: "first", Run: func(ctx context.Context) error {
					err := tasks.Sleep(ctx, time.Hour)
					stopped = tasks.IsCanceled(err)
					return err
				}},
				{Name: "second", Run: func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) }},
			},
		})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.ErrorIs(t, staff.Err(), tasks.ErrGoexit)
		require.True(t, stopped)
		return nil
	}))
	require.NoError(t, err)
}

func TestTheLastEventsAreToldWhenWhoIsToldEndsTheGoroutineEachTime(t *testing.T) {
	const workers = 4
	told := map[string]int{}
	l, err := tasks.Start(tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	l.SetTaskFactory(func(s *actor.Spec) { s.Eager = strings.HasPrefix(s.Name, "staff/") }) // they wait when their start is told
	_, err = tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		staff := supervise.Supervisor{
			Name: "staff",
			Events: func(e supervise.Event) {
				told[fmt.Sprintf("%T", e)]++
				runtime.Goexit() // the first time, in the supervisor's task, which then stops the workers
			},
		}
		for range workers {
			staff.Children = append(staff.Children, supervise.Child{StopLimit: supervise.NoLimit, Run: func(ctx context.Context) error {
				for !tasks.LoopOf(ctx).Closing() { // not when the supervisor cancels it
					_, _ = tasks.NewFuture[int](ctx).Await(ctx)
				}
				return errors.New("lost")
			}})
		}
		ended := supervise.Start(ctx, staff)
		for !ended.Finished() {
			require.NoError(t, tasks.Yield(ctx))
		}
		return nil
	}))
	require.NoError(t, err)
	require.NoError(t, l.Shutdown(t.Context())) // which closes the loop when the last has ended
	require.Equal(t, map[string]int{"supervise.Started": workers, "supervise.Failed": workers, "supervise.Stopped": workers}, told)
}

func TestWhoIsToldAndEndsTheGoroutineIsToldTheRestBeforeThat(t *testing.T) {
	const workers = 10
	told, atEnd := 0, 0
	l := quietLoop(t)
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		staff := supervise.Supervisor{Events: func(e supervise.Event) {
			if _, ok := e.(supervise.Started); ok {
				told++
				runtime.Goexit() // in the supervisor's task, which starts them all in one step
			}
		}}
		for range workers {
			staff.Children = append(staff.Children, supervise.Child{Run: func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) }})
		}
		s := supervise.Start(ctx, staff)
		for !s.Finished() {
			require.NoError(t, tasks.Yield(ctx))
		}
		atEnd = told
		return nil
	}))
	require.NoError(t, err)
	require.Equal(t, workers, atEnd)
}

func TestWhoAskedAnEagerHandlerThatEndsItsGoroutineIsTold(t *testing.T) {
	_, err := tasks.RunOn(t.Context(), eagerLoop(t), tasks.Void(func(ctx context.Context) error {
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) {
			runtime.Goexit()
			return nil, nil
		}})
		require.NoError(t, err)
		_, err = supervise.WaitFor(ctx, tasks.Ask[any](ctx, ref.PID(), 1), time.Hour)
		require.ErrorIs(t, err, tasks.ErrGoexit)
		return nil
	}))
	require.NoError(t, err)
}

func TestAnActorWhoseEagerStartEndsItsGoroutineLeavesNoAddress(t *testing.T) {
	l := eagerLoop(t)
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		_, _ = supervise.Spawn(ctx, supervise.Actor{
			Name:      "goexit/start",
			Handle:    func(context.Context, any) (any, error) { return nil, nil },
			OnStarted: func(context.Context) error { runtime.Goexit(); return nil },
		})
		return nil
	}))
	require.ErrorIs(t, err, tasks.ErrGoexit) // it goes on in who has started it
	_, found := l.System().ProcessRegistry.GetLocal("goexit/start")
	require.False(t, found)
}

func TestARaceGoesOnAfterAnEagerCoroutineThatEndsItsGoroutine(t *testing.T) {
	won, err := tasks.RunOn(t.Context(), eagerLoop(t), func(ctx context.Context) (int, error) {
		_, winner, err := supervise.Race(ctx, time.Second, tasks.After(time.Hour, "first"),
			func(context.Context) (string, error) { runtime.Goexit(); return "", nil },
			tasks.After(time.Second, "third"))
		return winner, err
	})
	require.NoError(t, err)
	require.Equal(t, 2, won)
}

func TestARaceWhoseFirstEagerCoroutineEndsTheCallersGoroutineStartsNoOther(t *testing.T) {
	l := eagerLoop(t)
	others := 0
	_, err := tasks.RunOn(t.Context(), l, func(ctx context.Context) (int, error) {
		_, winner, err := supervise.Race(ctx, time.Second,
			func(context.Context) (int, error) { runtime.Goexit(); return 0, nil },
			func(context.Context) (int, error) { others++; return 0, nil })
		return winner, err
	})
	require.ErrorIs(t, err, tasks.ErrGoexit)
	_, err = tasks.RunOn(t.Context(), l, tasks.After(time.Hour, 0))
	require.NoError(t, err)
	require.Zero(t, others)
}

func TestAMessageWhoseHandlerEndsItsGoroutineIsNoDeadLetter(t *testing.T) {
	l := quietLoop(t)
	dead := 0
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) { runtime.Goexit(); return nil, nil }})
		stream := l.System().EventStream
		defer stream.Unsubscribe(stream.Subscribe(func(e any) {
			if e, ok := e.(*proto.DeadLetterEvent); ok && e.PID.Equal(ref.PID()) {
				dead++
			}
		}))
		tell(t, ctx, ref, "a message")
		require.ErrorIs(t, ref.Await(ctx), tasks.ErrGoexit)
		return nil
	}))
	require.NoError(t, err)
	require.Zero(t, dead)
}
