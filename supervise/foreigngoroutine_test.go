package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Without debug mode this is a race; with it the race detector finds none.
func TestGoInOnAForeignGoroutineIsRefusedInDebugMode(t *testing.T) {
	main := tasks.Void(func(ctx context.Context) error {
		return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
				return 0, supervise.GoIn(g, tasks.After(0, 1)).Err()
			})
			require.ErrorIs(t, err, tasks.ErrForeignGoroutine)
			require.Zero(t, g.Left())
			return nil
		})
	})
	_, err := tasks.Run(t.Context(), main, tasks.VirtualClock(), tasks.Debug(true))
	require.NoError(t, err)
}

func TestSpawnOnABackgroundLoopThatHasShutSaysSoInDebugMode(t *testing.T) {
	l, err := tasks.Start(tasks.Debug(true))
	require.NoError(t, err)
	require.NoError(t, l.Shutdown(t.Context()))
	_, err = supervise.SpawnOn(t.Context(), l, supervise.Actor{Handle: func(context.Context, any) (any, error) { return nil, nil }})
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
}
