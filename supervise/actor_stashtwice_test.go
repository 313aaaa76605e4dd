package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAMessageThatIsStashedTwiceComesBackOnce(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var got []any
		stashed := false
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			got = append(got, msg)
			if !stashed {
				stashed = true
				require.NoError(t, supervise.Stash(ctx))
				return nil, supervise.Stash(ctx)
			}
			return nil, supervise.Unstash(ctx)
		}})
		tell(t, ctx, ref, 1, 2)
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.Equal(t, []any{1, 2, 1}, got)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}
