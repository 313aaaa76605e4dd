package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskThatReturnsWithARequestThatNoAwaitDeliveredEndsAsCanceled(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		_, err := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			actor.Of(ctx).Cancel("late")
			return 1, nil
		}).Await(ctx)
		require.EqualError(t, err, "canceled: late")
		return nil
	}))
}
