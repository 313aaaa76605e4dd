package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

func TestHeadersThatSuperviseSendsReachTheHandler(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return supervise.Headers(ctx)["request"], nil
		}})
		id, err := answerOf(supervise.WithHeaders(ctx, map[string]string{"request": "r1"}), ref, 1)
		require.NoError(t, err)
		require.Equal(t, "r1", id)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}
