package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestACanceledWaitLeavesItsTasksRunning(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		passed := 0
		waiter := tasks.NewFuture[int](ctx)
		outer := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			inner := tasks.Go(ctx, func(ctx context.Context) (int, error) {
				v, err := waiter.Await(ctx)
				if err == nil {
					passed++
				}
				return v, err
			})
			_, _, err := supervise.Wait(ctx, []tasks.Handle{inner}, supervise.AllCompleted, supervise.NoLimit)
			if err == nil {
				passed += 100
			}
			return 0, err
		})
		letPass(t, ctx, 10)
		require.True(t, outer.Cancel())
		_, err := outer.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.NoError(t, waiter.SetResult(0))
		letPass(t, ctx, 10)
		require.Equal(t, 1, passed)
	})
}

func TestAWaitForNothingIsRefused(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, _, err := supervise.Wait[tasks.Handle](ctx, nil, supervise.AllCompleted, supervise.NoLimit)
		require.ErrorIs(t, err, supervise.ErrNothing)
	})
}
