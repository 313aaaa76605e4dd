package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// As in asyncio, where what __aexit__ raises replaces the exception of the body.
func TestTheErrorOfARefusedReleaseReplacesThatOfTheBody(t *testing.T) {
	for name, failed := range map[string]error{"the body succeeds": nil, "the body fails": errBoom} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var l tasks.Lock
				err := tasks.With(ctx, &l, func(context.Context) error {
					require.NoError(t, l.Release())
					return failed
				})
				require.ErrorIs(t, err, tasks.ErrNotLocked)
				require.NotErrorIs(t, err, errBoom)
				require.False(t, l.Locked())
			})
		})
	}
}
