package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// dropsCancellation is a coroutine that drops its cancellation and returns v all the same.
func dropsCancellation(v int) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		_ = tasks.Sleep(ctx, time.Hour)
		return v, nil
	}
}

func TestACanceledGatherWhoseItemsAllRefuseFailsWithACancellation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		all := supervise.Gather[int](ctx, dropsCancellation(1), dropsCancellation(2))
		letPass(t, ctx, 10)
		require.True(t, all.Cancel())
		_, err := all.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.False(t, all.Canceled())
	})
}

// As in asyncio, whose gather asks its last item for the message. That of a first request went
// to the sleep and is gone; a second one, which nothing can take, is kept.
func TestTheMessageOfACancellationThatAllItemsRefuseIsTheLastItems(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		one, two := tasks.Go(ctx, dropsCancellation(1)), tasks.Go(ctx, dropsCancellation(2))
		all := supervise.Gather[int](ctx, one, two)
		letPass(t, ctx, 10)
		require.True(t, all.Cancel("of the gather"))
		require.True(t, one.Cancel("of the first"))
		require.True(t, two.Cancel("of the last"))
		_, err := all.Await(ctx)
		require.Equal(t, &tasks.CanceledError{Msg: "of the last"}, err)
	})
}

func TestACancellationOfAGatherHoldsThoughALaterOneIsRefused(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		one := tasks.Go(ctx, dropsCancellation(1))
		all := supervise.Gather[int](ctx, one)
		letPass(t, ctx, 10)
		require.True(t, all.Cancel())
		require.NoError(t, tasks.Yield(ctx))
		require.True(t, one.Finished())
		require.False(t, all.Finished())
		require.False(t, all.Cancel())
		_, err := all.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
}
