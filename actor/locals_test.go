package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestACopyOfLocalsDoesNotSeeLaterChanges(t *testing.T) {
	original := &actor.Locals{}
	original.Set("a", 1)
	copied := original.Copy()
	original.Set("a", 2)
	original.Set("b", 2)
	v, found := copied.Get("a")
	require.True(t, found)
	require.Equal(t, 1, v)
	require.Equal(t, 1, copied.Len())
}

func TestTheOriginalDoesNotSeeChangesOfACopy(t *testing.T) {
	original := &actor.Locals{}
	original.Set("a", 1)
	copied := original.Copy()
	copied.Set("a", 2)
	copied.Copy().Delete("a")
	copied.Delete("a")
	v, _ := original.Get("a")
	require.Equal(t, 1, v)
	require.Zero(t, copied.Len())
}

func TestCopyingLocalsTakesConstantTime(t *testing.T) {
	big := &actor.Locals{}
	for i := range 1000 {
		big.Set(i, i)
	}
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { big.Copy() }), 1.0)
}

func TestNoLocalsAreEmpty(t *testing.T) {
	var none *actor.Locals
	require.Zero(t, none.Len())
	_, found := none.Get("a")
	require.False(t, found)
	require.Zero(t, none.Copy().Len())
	require.Nil(t, actor.LocalsOf(t.Context()))
	require.Nil(t, actor.OwnLocals(t.Context()))
}

func TestAContextCanCarryLocals(t *testing.T) {
	l := &actor.Locals{}
	ctx := l.Context(t.Context())
	require.Same(t, l, actor.LocalsOf(ctx))
	require.Same(t, l, actor.OwnLocals(ctx))
}

func TestAFiberGetsLocalsWhenItFirstNeedsThem(t *testing.T) {
	l := actor.New()
	task := tasks.GoOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		require.Nil(t, actor.Of(ctx).Locals())
		own := actor.OwnLocals(ctx)
		require.NotNil(t, own)
		require.Same(t, own, actor.Of(ctx).Locals())
		require.Same(t, own, actor.LocalsOf(ctx))
		return nil
	}))
	require.NoError(t, l.RunUntil(task.Completion()))
	require.NoError(t, l.Shutdown(t.Context()))
}
