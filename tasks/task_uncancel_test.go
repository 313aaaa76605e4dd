package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestUncancelTakesARequestBack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			if err := tasks.Sleep(ctx, 10*time.Second); !tasks.IsCanceled(err) {
				return 0, err
			}
			tasks.Current(ctx).Uncancel()
			return 0, tasks.Sleep(ctx, 10*time.Second)
		})
		letPass(t, ctx, 1)

		require.True(t, task.Cancel())
		require.Contains(t, task.String(), "(canceling)")
		require.Equal(t, 1, task.Canceling())
		require.False(t, task.Canceled())
		letPass(t, ctx, 2)

		require.NotContains(t, task.String(), "canceling")
		require.Zero(t, task.Canceling())
		require.False(t, task.Canceled())

		require.True(t, task.Cancel(), "it can be canceled again")
		require.Equal(t, 1, task.Canceling())
		require.False(t, task.Canceled())
		requireCanceled(t, ctx, task)
	})
}

func TestUncancelAfterTheEndChangesNoOutcome(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(10*time.Second, 0))
		task.Cancel()
		requireCanceled(t, ctx, task)
		require.Zero(t, task.Uncancel())
		require.True(t, task.Finished())
		require.True(t, task.Canceled())
	})
}

func TestUncancelNeverGoesBelowZero(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.Zero(t, tasks.Current(ctx).Uncancel())
		require.Zero(t, tasks.Current(ctx).Canceling())
	})
}

func TestUncancelForgetsARequestThatWasNotDelivered(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, awaitThenReturn(f, 42))
		letPass(t, ctx, 1)
		require.NoError(t, f.SetResult(0)) // the task is ready, and awaits nothing

		require.True(t, task.Cancel())
		require.Equal(t, 1, task.Canceling())
		require.Zero(t, task.Uncancel())
		require.Zero(t, task.Canceling())

		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 42, v)
	})
}

func TestUncancelOfOneOfTwoRequestsStillDelivers(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, awaitThenReturn(f, 42))
		letPass(t, ctx, 1)
		require.NoError(t, f.SetResult(0))
		task.Cancel()
		task.Cancel()
		require.Equal(t, 1, task.Uncancel())
		requireCanceled(t, ctx, task)
	})
}

// A limit of time, written with nothing but Cancel and Uncancel: the count tells
// the limit's own request from everybody else's.
func TestALimitOfTimeCanBeBuiltFromUncancel(t *testing.T) {
	type trace struct{ timedOut, blockDone, outerReached bool }
	limited := func(sleep, limit time.Duration) tasks.Coro[trace] {
		return func(ctx context.Context) (seen trace, err error) {
			me := tasks.Current(ctx)
			timer := tasks.LoopOf(ctx).CallLater(limit, func() {
				seen.timedOut = true
				me.Cancel()
			})
			err = tasks.Sleep(ctx, sleep)
			seen.blockDone = err == nil
			timer.Cancel()
			if seen.timedOut && me.Uncancel() == 0 && tasks.IsCanceled(err) {
				err = nil // ours: the block timed out
			}
			if err != nil {
				return seen, err
			}
			seen.outerReached = true
			return seen, tasks.Yield(ctx)
		}
	}
	for _, c := range []struct {
		name         string
		sleep, limit time.Duration
		want         trace
	}{
		{"timed out", 10 * time.Second, 100 * time.Millisecond, trace{timedOut: true, outerReached: true}},
		{"in time", 0, 10 * time.Second, trace{blockDone: true, outerReached: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := tasks.Go(ctx, limited(c.sleep, c.limit))
				seen, err := task.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, c.want, seen)
				require.Zero(t, task.Canceling())
			})
		})
	}
}
