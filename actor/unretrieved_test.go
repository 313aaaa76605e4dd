package actor_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// The collector would report it outside the bubble, where a handler that uses a channel of the
// bubble, or posts to the loop, ends the process.
func TestAnErrorThatNobodyRetrievesInABubbleIsReportedWhenTheLoopCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.Go(ctx, failing)
			for range 20 {
				require.NoError(t, actor.Yield(ctx))
				runtime.GC()
			}
			require.Empty(t, got.list())
			return nil
		}), actor.OnReport(got.take))
		require.NoError(t, err)
		require.Len(t, got.list(), 1)
		require.ErrorIs(t, got.list()[0].Err, errLost)
	})
}
