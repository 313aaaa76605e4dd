package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestTheChildrenOfASupervisorThatWasCanceledBeforeItBeganHaveEnded(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{{Name: "a", Run: slowly}}})
		require.True(t, s.Cancel())
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.True(t, s.Canceled())
		require.Equal(t, supervise.ChildEnded, s.Children()[0].State, s.Children()[0].State)
		r, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, r.Idle)
	})
}
