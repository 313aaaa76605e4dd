package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestWhoAsksCannotBeWatchedAndTheWatchSaysSo(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, supervise.Watch(ctx, supervise.Sender(ctx))
		}})
		_, err := tasks.Ask[any](ctx, ref.PID(), "watch me").Await(ctx)
		require.ErrorContains(t, err, "tells nobody of its end")
	})
}
