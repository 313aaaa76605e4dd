package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

func TestATaskOfAGroupHasTheValuesOfTheContextOfWithGroup(t *testing.T) {
	type key struct{}
	syRun(t, func(ctx context.Context) {
		ctx = context.WithValue(ctx, key{}, "before the group")
		err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			ctx = context.WithValue(ctx, key{}, "in its body")
			value, err := supervise.GoIn(g, func(ctx context.Context) (any, error) {
				return ctx.Value(key{}), nil
			}).Await(ctx)
			require.Equal(t, "before the group", value)
			return err
		})
		require.NoError(t, err)
	})
}
