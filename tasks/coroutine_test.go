package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// anyLock is a lock of either kind.
type anyLock interface {
	tasks.Locker
	Locked() bool
}

func TestWithHoldsALockWhileItsBodyRuns(t *testing.T) {
	for name, lock := range map[string]anyLock{
		"lock":              &tasks.Lock{},
		"condition":         &tasks.Condition{},
		"semaphore":         tasks.NewSemaphore(1),
		"bounded semaphore": tasks.NewBoundedSemaphore(1),
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				require.False(t, lock.Locked())
				require.NoError(t, tasks.With(ctx, lock, func(ctx context.Context) error {
					require.True(t, lock.Locked())
					err := tasks.Sleep(ctx, 10*time.Millisecond)
					require.True(t, lock.Locked())
					return err
				}))
				require.False(t, lock.Locked())
			})
		})
	}
}

func TestWithReleasesALockWhateverItsBodyDoes(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var lock tasks.Lock
		require.Same(t, errBoom, tasks.With(ctx, &lock, func(context.Context) error { return errBoom }))
		require.False(t, lock.Locked())
		require.Panics(t, func() { _ = tasks.With(ctx, &lock, func(context.Context) error { panic(errBoom) }) })
		require.False(t, lock.Locked())
	})
}

func TestACoroIsACoroutineAndNothingElseIs(t *testing.T) {
	generator := func(context.Context, *int) iter.Seq[tasks.Handle] { return func(func(tasks.Handle) bool) {} }
	require.True(t, tasks.IsCoroutine(returning(1)))
	require.True(t, tasks.IsCoroutine(tasks.Void(func(context.Context) error { return nil })))
	require.True(t, tasks.IsCoroutine(tasks.FromSeq(generator)))
	require.False(t, tasks.IsCoroutine(generator))
	require.False(t, tasks.IsCoroutine(func() {}))
	require.False(t, tasks.IsCoroutine(nil))
	inRun(t, func(ctx context.Context) {
		require.False(t, tasks.IsCoroutine(tasks.NewFuture[int](ctx)))
	})
}

func TestACoroutineAwaitsAnotherInline(t *testing.T) {
	for _, debug := range []bool{false, true} {
		inRun(t, func(ctx context.Context) {
			before := tasks.Current(ctx)
			inner := tasks.Coro[string](func(ctx context.Context) (string, error) {
				require.Same(t, before, tasks.Current(ctx))
				return "spam", nil
			})
			v, err := tasks.Coro[string](inner.Await).Await(ctx)
			require.NoError(t, err)
			require.Equal(t, "spam", v)
		}, tasks.Debug(debug))
	}
}

func TestAwaitingACoroutineThatDoesNotAwaitDoesNotSuspend(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		others := false
		tasks.LoopOf(ctx).CallSoon(func() { others = true })
		_, err := returning(1).Await(ctx)
		require.NoError(t, err)
		require.False(t, others)
	})
}

// A Go function can be called again, so a coroutine can be awaited again, also
// while it runs elsewhere.
func TestACoroutineRunsEachTimeThatItIsAwaited(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		runs := 0
		coro := tasks.Coro[int](func(ctx context.Context) (int, error) {
			runs++
			n := runs
			return n, tasks.Sleep(ctx, 100*time.Millisecond)
		})
		task := tasks.Go(ctx, coro)
		require.NoError(t, tasks.Yield(ctx))
		v, err := coro.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 2, v)
		v, err = task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v)
	})
}

func TestANilCoroutineFails(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var none tasks.Coro[int]
		_, err := none.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrNilFunc)
		require.ErrorIs(t, tasks.Go(ctx, none).Err(), tasks.ErrNilFunc)
		require.ErrorIs(t, tasks.Ensure[int](ctx, nil).Err(), tasks.ErrNilFunc)
	})
}

func TestAReportSaysWhereItsTaskWasMadeInDebugMode(t *testing.T) {
	for _, debug := range []bool{false, true, false} { // the mode ends with its run
		var reports reportCollector
		inRun(t, func(ctx context.Context) {
			tasks.Go(ctx, unlucky)
			require.NoError(t, tasks.Yield(ctx))
		}, reports.collect(), tasks.Debug(debug))
		require.Len(t, reports.all(), 1)
		require.Equal(t, debug, strings.Contains(reports.all()[0].Stack, "TestAReportSaysWhereItsTaskWasMadeInDebugMode"))
	}
}

func unlucky(context.Context) (int, error) { return 0, errBoom }

func TestAReportSaysWhereItsFutureWasMadeInDebugMode(t *testing.T) {
	for name, newFuture := range map[string]func(ctx context.Context) *tasks.Future[int]{
		"NewFuture":   tasks.NewFuture[int],
		"NewFutureOn": func(ctx context.Context) *tasks.Future[int] { return tasks.NewFutureOn[int](tasks.LoopOf(ctx)) },
		"SupervisedFuture": func(ctx context.Context) *tasks.Future[int] {
			return tasks.SupervisedFuture[int](tasks.LoopOf(ctx), nil)
		},
		"Ask": func(ctx context.Context) *tasks.Future[int] { return tasks.Ask[int](ctx, nil, 1) },
	} {
		for _, debug := range []bool{false, true} {
			var reports reportCollector
			var place string
			inRun(t, func(ctx context.Context) {
				_, file, line, _ := runtime.Caller(0)
				place = fmt.Sprintf("%s:%d\n", file, line+2)
				f := newFuture(ctx)
				_ = f.SetError(errBoom) // that of Ask has failed already
			}, reports.collect(), tasks.Debug(debug))
			require.Len(t, reports.all(), 1, name)
			stack := reports.all()[0].Stack
			require.Equal(t, debug, strings.Contains(stack, place), "%s, debug mode %t: %s", name, debug, stack)
			require.Equal(t, debug, stack != "", name)
		}
	}
}

func TestAReportHasTheVariablesOfItsTask(t *testing.T) {
	var v tasks.Var[string]
	var reports reportCollector
	inRun(t, func(ctx context.Context) {
		v.Set(ctx, "foo")
		tasks.Go(ctx, func(ctx context.Context) (int, error) { v.Set(ctx, "bar"); return 0, errBoom })
		require.NoError(t, tasks.Yield(ctx))
	}, reports.collect())
	require.Len(t, reports.all(), 1)
	require.Equal(t, "bar", v.Get(reports.all()[0].Vars.Context(context.Background())))
}

func TestALimitedStackOfTheRunningTaskIsItsBody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var task *tasks.Task[int]
		task = tasks.Go(ctx, func(context.Context) (int, error) {
			frames := task.Stack(1)
			require.Len(t, frames, 1)
			require.Contains(t, frames[0].Function, "TestALimitedStackOfTheRunningTaskIsItsBody")
			var text strings.Builder
			require.NoError(t, task.PrintStack(0, &text))
			require.Contains(t, text.String(), "TestALimitedStackOfTheRunningTaskIsItsBody")
			return 0, nil
		})
		_, err := task.Await(ctx)
		require.NoError(t, err)
	})
}

// Each await of a failed task gives the same error: it does not grow.
func TestEachAwaitOfAFailedTaskGivesTheSameError(t *testing.T) {
	for name, coro := range map[string]tasks.Coro[int]{
		"error": func(context.Context) (int, error) { return 0, errBoom },
		"panic": func(context.Context) (int, error) { panic(errBoom) },
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := tasks.Go(ctx, coro)
				_, first := task.Await(ctx)
				require.ErrorIs(t, first, errBoom)
				text := first.Error()
				for range 5 {
					_, err := task.Await(ctx)
					require.Same(t, first, err)
					require.Equal(t, text, err.Error())
				}
			})
		})
	}
}

func TestAValueBesideAnErrorIsDroppedHoweverTheCoroutineIsAwaited(t *testing.T) {
	partial := tasks.Coro[int](func(context.Context) (int, error) { return 3, errors.New("the rest is missing") })
	inRun(t, func(ctx context.Context) {
		v, err := partial.Await(ctx)
		require.Error(t, err)
		require.Zero(t, v)
		v, err = tasks.Go(ctx, partial).Await(ctx)
		require.Error(t, err)
		require.Zero(t, v)
	})
}
