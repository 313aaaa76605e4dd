package supervise_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestANilOfAnInterfaceIsAnAnswer(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(func(context.Context, int) (fmt.Stringer, error) { return nil, nil })})
		found, err := tasks.Ask[fmt.Stringer](ctx, ref.PID(), 1).Await(ctx)
		require.NoError(t, err)
		require.Nil(t, found)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}
