package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestACancelMessageReachesATaskThatHasBegunWhoeverIsNextBefore(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			var f *actor.Fiber
			begun := 0
			task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
				begun++
				f = actor.Of(ctx)
				return tasks.NewFuture[int](ctx).Await(ctx)
			})
			require.NoError(t, actor.Yield(ctx)) // now it waits
			require.NoError(t, actor.LoopOf(ctx).Send(f, actor.Cancel{Msg: "by message"}))
			require.NoError(t, actor.Yield(ctx)) // now the message stands behind this task
			_, err := task.Await(ctx)
			require.EqualError(t, err, "canceled: by message")
			require.Equal(t, 1, begun)
			return nil
		}, engine...))
	})
}
