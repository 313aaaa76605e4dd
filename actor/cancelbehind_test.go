package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestARequestThatComesBehindACancellationOfWhatIsAwaitedAddsNoMessage(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		future := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, future.Await)
		require.NoError(t, actor.Yield(ctx)) // now it waits
		require.True(t, future.Cancel("first"))
		require.True(t, task.Cancel("second"))
		_, err := task.Await(ctx)
		require.EqualError(t, err, "canceled: first")
		return nil
	}))
}
