package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAnItemForATurnThatIsCanceledAtThatMomentGoesToAnother(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := newFutures(ctx, 2)
		items := supervise.AsCompleted[int](ctx, supervise.NoLimit, f[0], f[1])
		turn := func(context.Context) (v int, err error) {
			for v, err = range items {
				break
			}
			return v, err
		}
		first, second := tasks.Go(ctx, turn), tasks.Go(ctx, turn)
		letPass(t, ctx, 10)
		require.NoError(t, f[0].SetResult(7))
		require.NoError(t, tasks.Yield(ctx)) // the first turn is woken, and has not run yet
		require.True(t, first.Cancel())
		letPass(t, ctx, 10)
		require.True(t, first.Canceled())
		require.True(t, second.Finished())
		v, err := second.Result()
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
}

// A timer that was left behind would move a virtual clock.
func TestALimitOfAsCompletedOfNothingSetsNoTimer(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	start := r.Loop().Now()
	_, err := tasks.RunWith(t.Context(), r, func(ctx context.Context) (int, error) {
		for range supervise.AsCompleted[int](ctx, time.Second) {
			require.Fail(t, "there is nothing to give")
		}
		return tasks.NewFuture[int](ctx).Await(ctx)
	})
	var stuck *tasks.DeadlockError
	require.ErrorAs(t, err, &stuck)
	require.Equal(t, start, r.Loop().Now())
	require.NoError(t, r.Close())
}

func TestAsCompletedGivesTheCauseOfItsContextForAnItemThatItHasEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		cause := errors.New("the end of the context")
		within, end := context.WithCancelCause(ctx)
		task := tasks.Go(within, tasks.After(time.Hour, 1))
		all := supervise.AsCompleted[int](within, supervise.NoLimit, task)
		end(cause)
		_, _ = task.Await(ctx)
		require.NoError(t, tasks.Yield(ctx))
		for _, err := range all {
			require.Same(t, cause, err)
		}
	})
}
