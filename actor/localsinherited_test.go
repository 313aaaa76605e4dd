package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// seesAndSets is what a task that ctx's starts finds under a key, before it sets that to 2.
func seesAndSets(t *testing.T, ctx context.Context) (found any) {
	t.Helper()
	_, err := tasks.Go(ctx, func(ctx context.Context) (int, error) {
		found, _ = actor.LocalsOf(ctx).Get("key")
		actor.OwnLocals(ctx).Set("key", 2)
		return 0, nil
	}).Await(ctx)
	require.NoError(t, err)
	return found
}

func TestATaskHasACopyOfTheVariablesOfWhoStartsIt(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		actor.OwnLocals(ctx).Set("key", 1)
		require.Equal(t, 1, seesAndSets(t, ctx))
		v, _ := actor.LocalsOf(ctx).Get("key")
		require.Equal(t, 1, v)
		return nil
	}))
}

func TestATaskDoesNotShareVariablesThatAreGone(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		actor.OwnLocals(ctx).Set("key", 1)
		_, err := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			actor.OwnLocals(ctx).Delete("key")
			require.Nil(t, seesAndSets(t, ctx))
			require.Zero(t, actor.LocalsOf(ctx).Len())
			return nil
		})).Await(ctx)
		return err
	}))
}
