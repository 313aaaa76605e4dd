package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A hook that is canceled and returns an error of its own has refused that, as any body that does so.
func TestAHookThatRefusesACancellationLeavesNoneForTheNextAwait(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{
			Handle: func(context.Context, any) (any, error) { return nil, nil },
			OnStopping: func(ctx context.Context) error {
				if tasks.IsCanceled(tasks.Sleep(ctx, time.Hour)) {
					return errOutOfOrder
				}
				return nil
			},
		}.Child(ctx)
		require.NoError(t, err)
		var next error
		_ = canceledAt(t, ctx, time.Second, func(ctx context.Context) error {
			ref.Stop()
			require.ErrorIs(t, child.Run(ctx), errOutOfOrder)
			next = tasks.Yield(ctx)
			return nil
		})
		require.NoError(t, next)
	})
}
