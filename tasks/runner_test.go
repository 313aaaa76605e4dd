package tasks_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestRunReturnsWhatMainReturns(t *testing.T) {
	v, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
		return 42, tasks.Yield(ctx)
	})
	require.NoError(t, err)
	require.Equal(t, 42, v)
}

func TestRunReturnsTheErrorOfMain(t *testing.T) {
	v, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
		require.NoError(t, tasks.Yield(ctx))
		return 42, errBoom
	})
	require.Same(t, errBoom, err)
	require.Zero(t, v)
}

// Whoever called Run has the error, or has ended with main.
func TestTheEndOfMainIsNotReported(t *testing.T) {
	for name, end := range map[string]func() error{
		"error":  func() error { return errBoom },
		"panic":  func() error { panic(errBoom) },
		"Goexit": func() error { runtime.Goexit(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			var reports reportCollector
			var ended sync.WaitGroup
			ended.Go(func() {
				_, _ = tasks.Run(t.Context(), tasks.Void(func(context.Context) error { return end() }), reports.collect())
			})
			ended.Wait()
			require.Empty(t, reports.all())
		})
	}
}

func TestRunTurnsAPanicOfMainIntoAnError(t *testing.T) {
	_, err := tasks.Run(t.Context(), func(context.Context) (int, error) { panic(errBoom) })
	var panicked *tasks.PanicError
	require.ErrorAs(t, err, &panicked)
	require.ErrorIs(t, err, errBoom)
	require.Contains(t, string(panicked.Stack), "TestRunTurnsAPanicOfMainIntoAnError")
}

func TestRunNeedsACoroutine(t *testing.T) {
	_, err := tasks.Run[int](t.Context(), nil)
	require.ErrorIs(t, err, tasks.ErrNilFunc)
	_, err = tasks.Run(t.Context(), tasks.Void(nil))
	require.ErrorIs(t, err, tasks.ErrNilFunc)
}

func TestTheDebugOptionSetsDebugMode(t *testing.T) {
	for _, on := range []bool{false, true} {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			require.Equal(t, on, tasks.LoopOf(ctx).DebugMode())
			return nil
		}), tasks.Debug(on))
		require.NoError(t, err)
		r := tasks.NewRunner(tasks.Debug(on))
		require.Equal(t, on, r.Loop().DebugMode())
		require.NoError(t, r.Close())
	}
}

func TestATaskCannotRunALoop(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, err := tasks.Run(ctx, returning(1))
		require.ErrorIs(t, err, tasks.ErrLoopRunning)
		require.ErrorContains(t, err, `the ctx of task "Task-1":`)
	})
}

func TestARunnerCannotBeUsedInsideItsRun(t *testing.T) {
	r := tasks.NewRunner()
	for _, inner := range []string{"the task's context", "another context"} {
		_, err := tasks.RunWith(t.Context(), r, func(ctx context.Context) (int, error) {
			if inner == "another context" {
				ctx = t.Context()
			}
			return tasks.RunWith(ctx, r, returning(1))
		})
		require.ErrorIs(t, err, tasks.ErrLoopRunning, inner)
	}
	require.NoError(t, r.Close())
}

func TestRunCancelsTheTasksThatAreLeft(t *testing.T) {
	var left *tasks.Task[struct{}]
	var cleanedUp bool
	inRun(t, func(ctx context.Context) {
		left = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer func() { cleanedUp = true }()
			return tasks.Sleep(ctx, 100*time.Millisecond)
		}))
		require.NoError(t, tasks.Yield(ctx))
	})
	require.True(t, left.Canceled())
	require.True(t, cleanedUp)
}

func TestRunReportsAnErrorOfATaskThatItCanceled(t *testing.T) {
	var reports reportCollector
	var left *tasks.Task[struct{}]
	inRun(t, func(ctx context.Context) {
		left = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			if err := tasks.Sleep(ctx, time.Second); tasks.IsCanceled(err) {
				return errBoom
			}
			return nil
		}), tasks.Name("left"))
		require.NoError(t, tasks.Yield(ctx))
	}, reports.collect())
	require.True(t, left.Finished())
	require.Len(t, reports.all(), 1)
	report := reports.all()[0]
	require.Contains(t, report.Message, "shut down")
	require.Equal(t, "left", report.Task)
	require.Same(t, errBoom, report.Err)
}

// An iterator that awaits is cleaned up by the cancellation of the task that
// ranges over it; there is nothing else to close at the end of a run.
func TestRunEndsIteratorsOfTheTasksThatAreLeft(t *testing.T) {
	var reports reportCollector
	fancyExit := errors.New("fancy exit")
	closed := false
	fidget := func(ctx context.Context) func(yield func(error) bool) {
		return func(yield func(error) bool) {
			defer func() { closed = true }()
			for yield(tasks.Sleep(ctx, time.Second)) {
			}
		}
	}
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for err := range fidget(ctx) {
				if err != nil {
					return errBoom
				}
			}
			return nil
		}))
		require.NoError(t, tasks.Yield(ctx))
		return fancyExit
	}), tasks.VirtualClock(), reports.collect())
	require.Same(t, fancyExit, err)
	require.True(t, closed)
	require.Len(t, reports.all(), 1)
}

func TestMainRunsOnTheRunnersLoop(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	loop := r.Loop()
	require.False(t, loop.Running())
	_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
		require.Same(t, loop, tasks.LoopOf(ctx))
		require.True(t, loop.Running())
		return nil
	}))
	require.NoError(t, err)
	require.False(t, loop.Running())
	require.NoError(t, r.Close())
}

func TestAClosedRunnerRunsNothing(t *testing.T) {
	r := tasks.NewRunner()
	ran := 0
	count := tasks.Void(func(context.Context) error { ran++; return nil })
	_, err := tasks.RunWith(t.Context(), r, count)
	require.NoError(t, err)
	require.False(t, r.Loop().Closed())
	require.NoError(t, r.Close())
	require.True(t, r.Loop().Closed())
	_, err = tasks.RunWith(t.Context(), r, count)
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
	require.Equal(t, 1, ran)
}

// asyncio's runner makes its loop at its first use, and ignores a close before that.
func TestARunnerThatWasClosedBeforeItsFirstUseRunsNothing(t *testing.T) {
	for name, r := range map[string]*tasks.Runner{"new": tasks.NewRunner(), "zero": {}} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, r.Close())
			_, err := tasks.RunWith(t.Context(), r, returning(1))
			require.ErrorIs(t, err, tasks.ErrLoopClosed)
		})
	}
}

func TestClosingARunnerTwiceDoesNothing(t *testing.T) {
	r := tasks.NewRunner()
	require.NoError(t, r.Close())
	require.True(t, r.Loop().Closed())
	require.NoError(t, r.Close())
	require.True(t, r.Loop().Closed())
}

func TestWhatARunLeavesGoesOnInTheNext(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	var left *tasks.Task[string]
	_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
		left = tasks.Go(ctx, tasks.After(time.Second, "late"))
		return nil
	}))
	require.NoError(t, err)
	require.False(t, left.Finished())
	v, err := tasks.RunWith(t.Context(), r, left.Await)
	require.NoError(t, err)
	require.Equal(t, "late", v)
	require.NoError(t, r.Close())
}

// swapVar sets v and returns what it was.
func swapVar(v *tasks.Var[int], to int) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		old := v.Get(ctx)
		if err := tasks.Yield(ctx); err != nil {
			return 0, err
		}
		v.Set(ctx, to)
		return old, nil
	}
}

func TestTheRunsOfARunnerShareTheirVariables(t *testing.T) {
	v := tasks.Var[int]{Default: -1}
	r := tasks.NewRunner()
	for i, want := range []int{-1, 1, 2} {
		old, err := tasks.RunWith(t.Context(), r, swapVar(&v, i+1))
		require.NoError(t, err)
		require.Equal(t, want, old)
	}
	require.NoError(t, r.Close())
}

func TestARunCanHaveVariablesOfItsOwn(t *testing.T) {
	v := tasks.Var[int]{Default: -1}
	r := tasks.NewRunner()
	for range 3 {
		old, err := tasks.RunWith(t.Context(), r, swapVar(&v, 1), tasks.InVars(tasks.CopyVars(t.Context())))
		require.NoError(t, err)
		require.Equal(t, -1, old)
	}
	require.NoError(t, r.Close())
}

// countedStringer counts how often it is asked for its string.
type countedStringer struct{ asked *int }

func (s countedStringer) String() string { *s.asked++; return "shy" }

func TestRunDoesNotFormatItsResult(t *testing.T) {
	asked := 0
	v, err := tasks.Run(t.Context(), returning(countedStringer{&asked}), tasks.Debug(true))
	require.NoError(t, err)
	require.Zero(t, asked)
	require.Equal(t, "shy", fmt.Sprint(v))
}

func TestAZeroRunnerHasALoopToRunOn(t *testing.T) {
	var r tasks.Runner
	l := r.Loop()
	require.NotNil(t, l)
	_, err := tasks.RunWith(t.Context(), &r, tasks.Void(func(ctx context.Context) error {
		require.Same(t, l, tasks.LoopOf(ctx))
		return nil
	}))
	require.NoError(t, err)
	require.NoError(t, r.Close())
}

func TestReportsGoToTheLoggerThatIsGiven(t *testing.T) {
	var out bytes.Buffer
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.LoopOf(ctx).CallSoon(func() { panic("oh") })
		return tasks.Yield(ctx)
	}), tasks.VirtualClock(), tasks.Logger(slog.New(slog.NewTextHandler(&out, nil))))
	require.NoError(t, err)
	require.Contains(t, out.String(), "panic: oh")
}

func TestASlowStepIsAsLongAsOneIsTold(t *testing.T) {
	for limit, reported := range map[time.Duration]bool{0: true, time.Hour: false} {
		n := 0
		_, err := tasks.Run(t.Context(), tasks.After(0, 1), tasks.VirtualClock(), tasks.Debug(true), tasks.SlowStep(limit),
			tasks.OnReport(func(*tasks.Loop, tasks.Report) { n++ }))
		require.NoError(t, err)
		require.Equal(t, reported, n > 0, limit)
	}
}

func TestALoopThatAnOptionHasClosedIsNotStarted(t *testing.T) {
	closed := func(l *actor.Loop) { require.NoError(t, l.Shutdown(t.Context())) }
	_, err := tasks.Start(closed)
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
	_, err = tasks.NewPool(2, closed)
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
}
