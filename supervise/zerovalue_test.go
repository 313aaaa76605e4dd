package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAGroupThatWithGroupDidNotMakeTakesNoTasks(t *testing.T) {
	for name, g := range map[string]*supervise.Group{"nil": nil, "zero": {}} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := goVoidIn(g, func(context.Context) error { t.Error("it ran"); return nil })
				require.True(t, task.Finished())
				require.ErrorIs(t, task.Err(), supervise.ErrGroupClosed)
				require.NoError(t, tasks.Yield(ctx))
			})
		})
	}
}

func TestAZeroRefIsThatOfNoActor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := new(supervise.Ref).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrInvalidState)
		require.NotErrorIs(t, err, supervise.ErrSupervised)
		require.ErrorContains(t, err, "Spawn makes one")
	})
}

func TestTheCancelOfAZeroOrANilGroupDoesNothing(t *testing.T) {
	require.NotPanics(t, new(supervise.Group).Cancel)
	require.NotPanics(t, (*supervise.Group)(nil).Cancel)
}
