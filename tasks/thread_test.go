package tasks_test

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestToThreadReturnsWhatTheFunctionReturns(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, err := tasks.ToThread(ctx, func(context.Context) (int, error) { return 42, nil })
		require.NoError(t, err)
		require.Equal(t, 42, v)
		v, err = tasks.ToThread(ctx, func(context.Context) (int, error) { return 42, errBoom })
		require.Same(t, errBoom, err)
		require.Zero(t, v)
	})
}

func TestToThreadCallsTheFunctionOnce(t *testing.T) {
	var calls atomic.Int32
	inRun(t, func(ctx context.Context) {
		_, err := tasks.ToThread(ctx, func(context.Context) (int32, error) { return calls.Add(1), nil })
		require.NoError(t, err)
	})
	require.EqualValues(t, 1, calls.Load())
}

// The functions wait for one another, so they end only if all of them run at the
// same time.
func TestThreadsRunAtTheSameTime(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		const n = 10
		var together sync.WaitGroup
		together.Add(n)
		var items [n]tasks.Awaitable[int]
		for i := range items {
			items[i] = tasks.Coro[int](func(ctx context.Context) (int, error) {
				return tasks.ToThread(ctx, func(context.Context) (int, error) {
					together.Done()
					together.Wait()
					return i, nil
				})
			})
		}
		all, err := supervise.Gather(ctx, items[:]...).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, all)
	})
}

func TestTheLoopGoesOnWhileAThreadBlocks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		unblock := make(chan struct{})
		blocked := tasks.InExecutor(ctx, nil, func(context.Context) (string, error) {
			<-unblock
			return "unblocked", nil
		})
		for range 3 {
			require.NoError(t, tasks.Yield(ctx))
		}
		require.False(t, blocked.Finished())
		close(unblock)
		v, err := blocked.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "unblocked", v)
	})
}

func TestAThreadSeesTheVariablesOfItsTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var v tasks.Var[string]
		v.Set(ctx, "parrot")
		got, err := tasks.ToThread(ctx, func(ctx context.Context) (string, error) {
			before := v.Get(ctx)
			v.Set(ctx, "changed")
			return before + ", " + v.Get(ctx), nil
		})
		require.NoError(t, err)
		require.Equal(t, "parrot, changed", got)
		require.Equal(t, "parrot", v.Get(ctx), "the thread has changed the task's variable")
	})
}

func TestAThreadSeesTheValuesOfItsContext(t *testing.T) {
	type key struct{}
	inRun(t, func(ctx context.Context) {
		got, err := tasks.ToThread(context.WithValue(ctx, key{}, "value"), func(ctx context.Context) (any, error) {
			return ctx.Value(key{}), nil
		})
		require.NoError(t, err)
		require.Equal(t, "value", got)
	})
}

func TestAThreadCannotAwait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, err := tasks.ToThread(ctx, func(inside context.Context) (int, error) { return 0, tasks.Yield(inside) })
		require.ErrorIs(t, err, tasks.ErrNoTask)
	})
}

func TestTheErrorOfAnAwaitInAThreadSaysWhatMayBeCalledThere(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, err := tasks.ToThread(ctx, func(inside context.Context) (int, error) { return 0, tasks.Yield(inside) })
		require.ErrorContains(t, err, "RunOn")
	})
}

func TestAPanicOfAThreadIsItsError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, err := tasks.ToThread(ctx, func(context.Context) (int, error) { panic(errBoom) })
		var panicked *tasks.PanicError
		require.ErrorAs(t, err, &panicked)
		require.ErrorIs(t, err, errBoom)
	})
}

func TestAThreadThatEndsItsGoroutineFails(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, err := tasks.ToThread(ctx, func(context.Context) (int, error) { runtime.Goexit(); return 0, nil })
		require.ErrorIs(t, err, tasks.ErrGoexit)
	})
}

func TestAThreadMayLockItsOSThread(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
			runtime.LockOSThread()
			return 1, nil
		})
		require.NoError(t, err)
		require.Equal(t, 1, v)
	})
}

func TestACancellationEndsTheWaitForAThreadAndItsContext(t *testing.T) {
	why := make(chan error, 1)
	inRun(t, func(ctx context.Context) {
		started := make(chan struct{})
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			return tasks.ToThread(ctx, func(ctx context.Context) (int, error) {
				close(started)
				<-ctx.Done()
				why <- context.Cause(ctx)
				return 1, nil
			})
		})
		require.NoError(t, tasks.Yield(ctx))
		<-started
		task.Cancel("enough")
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
	cause := <-why
	require.ErrorIs(t, cause, tasks.ErrCanceled)
	require.ErrorContains(t, cause, "enough")
}

func TestTheWaitForACanceledThreadDoesNotWaitForItsEnd(t *testing.T) {
	unblock := make(chan struct{})
	inRun(t, func(ctx context.Context) {
		started := make(chan struct{})
		deaf := tasks.InExecutor(ctx, nil, func(context.Context) (int, error) {
			close(started)
			<-unblock
			return 1, nil
		})
		<-started
		require.True(t, deaf.Cancel())
		_, err := deaf.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		close(unblock)
	})
}

// The thread has returned and the loop has not heard of it yet.
func TestACancellationGoesBeforeAResultThatIsOnItsWay(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		returned := make(chan error, 1)
		f := tasks.InExecutor(ctx, nil, func(ctx context.Context) (int, error) {
			defer func() { returned <- ctx.Err() }()
			return 42, nil
		})
		require.NoError(t, <-returned)
		require.True(t, f.Cancel())
		require.NoError(t, tasks.Yield(ctx))
		require.True(t, f.Canceled())
	})
}

func TestTheContextOfAThreadEndsWithItsFunction(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inside, err := tasks.ToThread(ctx, func(ctx context.Context) (context.Context, error) { return ctx, nil })
		require.NoError(t, err)
		<-inside.Done()
		require.ErrorIs(t, context.Cause(inside), context.Canceled)
	})
}

func TestAThreadOutlivesTheTaskThatStartedIt(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		over := make(chan struct{})
		f, err := tasks.Go(ctx, func(ctx context.Context) (*tasks.Future[error], error) {
			return tasks.InExecutor(ctx, nil, func(ctx context.Context) (error, error) {
				<-over
				return ctx.Err(), nil
			}), nil
		}).Await(ctx)
		require.NoError(t, err)
		close(over)
		inside, err := f.Await(ctx)
		require.NoError(t, err)
		require.NoError(t, inside)
	})
}

func TestTheEndOfADerivedContextEndsTheThreadsContext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		derived, cancel := context.WithCancelCause(ctx)
		f := tasks.InExecutor(derived, nil, func(ctx context.Context) (error, error) {
			<-ctx.Done()
			return context.Cause(ctx), nil
		})
		tasks.LoopOf(ctx).CallSoon(func() { cancel(errBoom) })
		cause, err := f.Await(ctx)
		if err == nil { // else it ended before the thread had started
			err = cause
		}
		require.Same(t, errBoom, err)
	})
}

func TestTheEndOfARunWaitsForItsThreads(t *testing.T) {
	ended := false
	inRun(t, func(ctx context.Context) {
		started := make(chan struct{})
		tasks.InExecutor(ctx, nil, func(ctx context.Context) (int, error) {
			close(started)
			for range 100 {
				runtime.Gosched()
			}
			ended = true // -race: the end of the run comes after this
			return 0, nil
		})
		<-started
	})
	require.True(t, ended)
}

func TestTheEndOfARunNamesTheThreadsThatItGivesUpOnAndEndsTheirContexts(t *testing.T) {
	ended := make(chan error)
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		started := make(chan struct{})
		tasks.InExecutor(ctx, nil, func(ctx context.Context) (int, error) {
			close(started)
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return 0, nil
		})
		<-started
		return nil
	}), tasks.ShutdownLimit(time.Nanosecond), tasks.Logger(slog.New(slog.DiscardHandler)))
	var gone *tasks.ShutdownError
	require.ErrorAs(t, err, &gone)
	require.Len(t, gone.Threads, 1)
	require.Contains(t, gone.Threads[0], "TestTheEndOfARunNamesTheThreads")
	require.ErrorIs(t, <-ended, tasks.ErrLoopClosed)
}

func TestToThreadNeedsATaskAndAFunction(t *testing.T) {
	_, err := tasks.ToThread(t.Context(), func(context.Context) (int, error) { return 1, nil })
	require.ErrorIs(t, err, tasks.ErrNoTask)
	inRun(t, func(ctx context.Context) {
		_, err := tasks.ToThread[int](ctx, nil)
		require.ErrorIs(t, err, tasks.ErrNilFunc)
	})
}

func TestTheFutureOfAThreadBelongsToTheLoopOfItsTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.InExecutor(ctx, nil, func(context.Context) (int, error) { return 1, nil })
		require.Same(t, tasks.LoopOf(ctx), f.Loop())
	})
}

func TestInExecutorOnALoopThatHasClosedCallsNothing(t *testing.T) {
	var late context.Context
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error { late = ctx; return nil }))
	require.NoError(t, err)
	f := tasks.InExecutor(late, nil, func(context.Context) (int, error) { panic("nobody can learn of this") })
	require.ErrorIs(t, f.Err(), tasks.ErrLoopClosed)
}

func TestAThreadOfNoTaskIsRefused(t *testing.T) {
	_, err := tasks.InExecutor(t.Context(), nil, func(context.Context) (int, error) { return 1, nil }).Result()
	require.ErrorIs(t, err, tasks.ErrNoTask)
}
