package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskOfAGroupHasTheValuesOfTheContextOfWithGroup(t *testing.T) {
	type key struct{}
	inRun(t, func(ctx context.Context) {
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

func TestATaskOfAGroupThatAnotherTaskMakesHasTheValuesOfThatTask(t *testing.T) {
	type key struct{}
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		return supervise.WithGroup(context.WithValue(ctx, key{}, "the group's"), func(ctx context.Context, g *supervise.Group) error {
			value := func(ctx context.Context) (any, error) { return ctx.Value(key{}), nil }
			other := tasks.Go(context.WithValue(ctx, key{}, "another's"), func(ctx context.Context) (any, error) {
				return supervise.GoIn(g, value).Await(ctx)
			})
			v, err := other.Await(ctx)
			require.Equal(t, "another's", v)
			return err
		})
	}), tasks.VirtualClock())
	require.NoError(t, err)
}
