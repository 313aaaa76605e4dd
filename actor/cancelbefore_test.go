package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// A task that was canceled before an await passes the request on to what it is about to await.

func TestARequestFromBeforeAnAwaitIsPassedOnWithItsMessage(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		future := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			actor.Of(ctx).Cancel("why")
			return future.Await(ctx)
		})
		_, err := task.Await(ctx)
		require.EqualError(t, err, "canceled: why")
		require.EqualError(t, future.Err(), "canceled: why")
		return nil
	}))
}
