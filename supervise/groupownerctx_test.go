package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskWhoseGroupAnOwnerEndsAfterItsContextIsCanceled(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		within, stop := context.WithCancel(ctx)
		defer stop()
		var child *tasks.Task[struct{}]
		_ = supervise.WithGroup(within, func(ctx context.Context, g *supervise.Group) error {
			child = supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
				return underLimit(ctx, func() { stop(); g.Cancel() })
			}))
			return nil
		})
		require.True(t, child.Canceled(), "%v", child.Err())
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}
