package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// WaitQueue.Wait does what Enter and WaitQueue.Park do, by copies of their code.

func TestATaskThatHasWaitedInAQueueAwaitsNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			var q actor.WaitQueue
			var home actor.Home
			require.NoError(t, home.Bind(actor.LoopOf(ctx), "a queue"))
			self := actor.Of(ctx)
			awaiting := ""
			actor.LoopOf(ctx).CallSoon(func() {
				awaiting = self.Awaiting()
				q.WakeNext()
			})
			_, err := q.Wait(ctx, nil, &home, "its turn")
			require.NoError(t, err)
			require.Equal(t, "its turn", awaiting)
			require.Empty(t, self.Awaiting())
			return nil
		}, engine...))
	})
}
