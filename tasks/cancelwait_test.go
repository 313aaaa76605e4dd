package tasks_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestCancelReachesTheFutureThatATaskAwaits(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, f.Await)
		letPass(t, ctx, 10)
		require.Contains(t, task.String(), "waits for a future")
		require.True(t, task.Cancel())
		require.True(t, f.Canceled())
		require.False(t, task.Finished())
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.NotContains(t, task.String(), "waits for")
	})
}

func TestCancelPassesThroughInlineCoroutines(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		proof := 0
		waiter := tasks.NewFuture[int](ctx)
		inner := tasks.Coro[int](func(ctx context.Context) (int, error) {
			v, err := waiter.Await(ctx)
			if errors.Is(err, tasks.ErrCanceled) {
				proof++
			}
			return v, err
		})
		outer := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			if _, err := inner.Await(ctx); errors.Is(err, tasks.ErrCanceled) {
				proof += 100
			}
			return 0, nil // it refuses
		})
		letPass(t, ctx, 10)
		require.True(t, outer.Cancel())
		_, err := outer.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 101, proof)
		require.True(t, waiter.Canceled())
		require.False(t, outer.Canceled())
	})
}

func TestATaskGoesOnWithWhatTheFutureWasGiven(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		type thing struct{ _ int }
		f := tasks.NewFuture[*thing](ctx)
		var got *thing
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) (err error) {
			got, err = f.Await(ctx)
			return err
		}))
		letPass(t, ctx, 10)
		require.False(t, task.Finished())
		given := &thing{}
		require.NoError(t, f.SetResult(given))
		require.Nil(t, got) // the task has its turn in the next pass
		require.NoError(t, tasks.Yield(ctx))
		require.Same(t, given, got)
		require.True(t, task.Finished())
		require.NoError(t, task.Err())
	})
}

func TestATaskThatPanicsWhenCanceledHasFailed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		why := errors.New("no more")
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			if err := tasks.Sleep(ctx, 10*time.Second); errors.Is(err, tasks.ErrCanceled) {
				panic(why)
			}
			return nil
		}))
		letPass(t, ctx, 10)
		require.True(t, task.Cancel())
		require.False(t, task.Finished())
		letPass(t, ctx, 10)
		require.True(t, task.Finished())
		require.False(t, task.Canceled())
		require.ErrorIs(t, task.Err(), why)
		var panicked *tasks.PanicError
		require.ErrorAs(t, task.Err(), &panicked)
	})
}

func TestTheErrorOfATaskThatIsCanceledLaterIsNotReported(t *testing.T) {
	var reports []tasks.Report
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.Void(func(context.Context) error { return errors.New("seen by its canceler") }))
		require.NoError(t, tasks.Sleep(ctx, 50*time.Millisecond))
		require.False(t, task.Cancel())
	}, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.Empty(t, reports)
}
