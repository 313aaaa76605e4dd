package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAWaitForWhatHasEndedLeavesNothingPending(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		done, pending, err := supervise.Wait(ctx, []*tasks.Future[int]{tasks.Resolved(ctx, 1, nil)}, supervise.AllCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.Len(t, done, 1)
		require.Nil(t, pending)
		return nil
	}))
	require.NoError(t, err)
}
