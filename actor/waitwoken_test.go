package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestAWaitThatIsWokenLeavesThoseBehindItInTheQueue(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		var q actor.WaitQueue
		var ended []string
		for _, name := range []string{"first", "second", "third"} {
			waitIn(ctx, &q, func(name string, _ error) { ended = append(ended, name) }, name)
		}
		require.NoError(t, actor.Yield(ctx))
		for left := 2; left >= 0; left-- {
			require.NotNil(t, q.WakeNext())
			require.NoError(t, actor.Yield(ctx)) // until it goes on
			require.Equal(t, left, q.Len())
		}
		require.Equal(t, []string{"first", "second", "third"}, ended)
		return nil
	}))
}
