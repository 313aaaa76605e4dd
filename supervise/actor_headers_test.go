package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

func TestHeadersThatSuperviseSendsReachTheHandler(t *testing.T) {
	acRun(t, func(ctx context.Context) {
		ref := acSpawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return supervise.Headers(ctx)["request"], nil
		}})
		id, err := acAsk(supervise.WithHeaders(ctx, map[string]string{"request": "r1"}), ref, 1)
		require.NoError(t, err)
		require.Equal(t, "r1", id)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}
