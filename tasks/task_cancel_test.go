package tasks_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// requireCanceled requires what every canceled task has in common.
func requireCanceled[T any](t *testing.T, ctx context.Context, task *tasks.Task[T]) {
	t.Helper()
	_, err := task.Await(ctx)
	require.ErrorIs(t, err, tasks.ErrCanceled)
	require.True(t, task.Finished())
	require.True(t, task.Canceled())
	require.False(t, task.Cancel(), "there is nothing left to cancel")
}

func TestCancelEndsASleepAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		l := tasks.LoopOf(ctx)
		begin := l.Now()
		task := tasks.Go(ctx, tasks.After(10*time.Second, 12))
		l.CallSoon(func() { task.Cancel() })
		requireCanceled(t, ctx, task)
		require.Equal(t, begin, l.Now())
	})
}

func TestCancelEndsATaskThatYields(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		passed := 0
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			for range 2 {
				if err := tasks.Yield(ctx); err != nil {
					return 0, err
				}
				passed++
			}
			return 12, nil
		})
		letPass(t, ctx, 1)
		require.True(t, task.Cancel())
		requireCanceled(t, ctx, task)
		require.Zero(t, passed)
	})
}

func TestATaskThatIsCanceledBeforeItsFirstStepNeverRuns(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ran := false
		task := tasks.Go(ctx, func(context.Context) (int, error) {
			ran = true
			return 0, nil
		})
		require.True(t, task.Cancel())
		requireCanceled(t, ctx, task)
		require.False(t, ran)
	})
}

func TestCancelingReportsARequestUntilTheTaskEnds(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(10*time.Second, 0))
		require.Zero(t, task.Canceling())
		require.NotContains(t, task.String(), "canceling")

		require.True(t, task.Cancel())
		require.Equal(t, 1, task.Canceling())
		require.Contains(t, task.String(), "(canceling)")

		require.True(t, task.Cancel(), "a second request is one more")
		require.Equal(t, 2, task.Canceling())
		requireCanceled(t, ctx, task)
	})
}

func TestTwoRequestsBeforeAnAwaitAreDeliveredOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			tasks.Current(ctx).Cancel()
			tasks.Current(ctx).Cancel()
			if err := tasks.Yield(ctx); !tasks.IsCanceled(err) {
				return 0, errors.New("the first await was not canceled")
			}
			return tasks.Current(ctx).Canceling(), tasks.Yield(ctx)
		})
		n, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 2, n)
	})
}

func TestACanceledFutureCancelsTheTaskThatAwaitsIt(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, awaitThenReturn(f, 12))
		letPass(t, ctx, 1)
		require.True(t, f.Cancel())
		requireCanceled(t, ctx, task)
		require.Zero(t, task.Canceling(), "nobody asked for the task's cancellation")
	})
}

func TestATaskCanBeCanceledAfterWhatItAwaits(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, awaitThenReturn(f, 12))
		letPass(t, ctx, 1)
		require.True(t, f.Cancel("the future"))
		require.True(t, task.Cancel("the task"))
		requireCanceled(t, ctx, task)
		require.True(t, f.Canceled())
		require.ErrorContains(t, task.Err(), "the future", "what was awaited goes before")
	})
}

func TestABodyMayCatchACancellationAndReturn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		first, second := tasks.NewFuture[int](ctx), tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			if _, err := first.Await(ctx); err != nil {
				return 0, err
			}
			if _, err := second.Await(ctx); !tasks.IsCanceled(err) {
				return 0, err
			}
			return 42, nil
		})
		letPass(t, ctx, 1)
		require.NoError(t, first.SetResult(0))
		letPass(t, ctx, 1)
		require.True(t, task.Cancel())
		require.True(t, second.Canceled(), "a request goes to what is awaited, at once")
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 42, v)
		require.False(t, task.Canceled())
	})
}

func TestABodyMayIgnoreACancellationAndAwaitMore(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		second, third := tasks.NewFuture[int](ctx), tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			_, _ = second.Await(ctx)
			return third.Await(ctx)
		})
		letPass(t, ctx, 1)
		require.True(t, task.Cancel())
		require.True(t, second.Canceled())
		letPass(t, ctx, 1)
		require.False(t, task.Finished())
		require.NoError(t, third.SetResult(42))
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 42, v)
		require.False(t, third.Canceled())
		require.False(t, task.Canceled())
	})
}

func TestATaskThatCancelsItselfIsCanceledByItsNextAwait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		begin := tasks.LoopOf(ctx).Now()
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			tasks.Current(ctx).Cancel()
			return 12, tasks.Sleep(ctx, 100*time.Second)
		})
		requireCanceled(t, ctx, task)
		require.Equal(t, begin, tasks.LoopOf(ctx).Now())
	})
}

func TestARequestThatNoAwaitDeliveredCancelsTheReturn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			tasks.Current(ctx).Cancel("at the end")
			return 12, nil
		})
		requireCanceled(t, ctx, task)
		require.ErrorContains(t, task.Err(), "at the end")
	})
}

func TestARequestThatNoAwaitDeliveredYieldsToAnError(t *testing.T) {
	failure := errors.New("failed anyway")
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			tasks.Current(ctx).Cancel()
			return 0, failure
		})
		_, err := task.Await(ctx)
		require.Equal(t, failure, err)
		require.False(t, task.Canceled())
	})
}

func TestATaskThatCancelsItselfCancelsWhatItAwaitsNext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		nested := tasks.Go(ctx, awaitThenReturn(f, 1))
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			if err := tasks.Yield(ctx); err != nil {
				return 0, err
			}
			tasks.Current(ctx).Cancel()
			return nested.Await(ctx)
		})
		requireCanceled(t, ctx, task)
		requireCanceled(t, ctx, nested)
		require.True(t, f.Canceled())
	})
}
