package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// As in asyncio: a place that is promised to a waiter is not free, and so does not keep a
// bounded semaphore from being released once more.
func TestAPromisedPlaceOfABoundedSemaphoreIsNotFree(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewBoundedSemaphore(1)
		require.NoError(t, s.Acquire(ctx))
		var got []int
		taker := startTaker(ctx, s, &got, 1)
		letPass(t, ctx, 1)
		require.NoError(t, s.Release()) // to the taker, who has not run yet
		require.NoError(t, s.Release())
		require.True(t, s.Locked(), "somebody waits")
		require.ErrorIs(t, s.Release(), tasks.ErrTooMany)
		_, err := taker.Await(ctx)
		require.NoError(t, err)
		require.False(t, s.Locked())
		require.ErrorIs(t, s.Release(), tasks.ErrTooMany)
	})
}
