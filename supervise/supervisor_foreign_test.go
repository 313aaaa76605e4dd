package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestShutdownOfASupervisorOfAnotherLoopIsRefused(t *testing.T) {
	other, err := tasks.Start()
	require.NoError(t, err)
	s, err := tasks.Submit(other, func(ctx context.Context) (*supervise.Supervised, error) {
		return supervise.Start(ctx, supervise.Supervisor{}), nil
	}).Wait(t.Context())
	require.NoError(t, err)
	inRun(t, func(ctx context.Context) {
		_, err := s.Shutdown(ctx)
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
	})
	require.NoError(t, other.Shutdown(t.Context()))
}
