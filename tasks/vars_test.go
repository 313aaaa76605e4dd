package tasks_test

import (
	"context"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAVariableHasItsDefaultUntilItIsSet(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v := tasks.Var[int]{Default: -1}
		require.Equal(t, -1, v.Get(ctx))
		_, ok := v.Lookup(ctx)
		require.False(t, ok)
		v.Set(ctx, 0)
		require.Equal(t, 0, v.Get(ctx))
		_, ok = v.Lookup(ctx)
		require.True(t, ok)
	})
}

func TestAVariableCanBeSetBack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v := tasks.Var[string]{Default: "default"}
		restoreNothing := v.Set(ctx, "one")
		restoreOne := v.Set(ctx, "two")
		restoreOne()
		require.Equal(t, "one", v.Get(ctx))
		restoreNothing()
		require.Equal(t, "default", v.Get(ctx))
		_, ok := v.Lookup(ctx)
		require.False(t, ok)
	})
}

func TestTwoVariablesOfOneTypeAreDifferent(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var a, b tasks.Var[struct{}]
		a.Set(ctx, struct{}{})
		_, ok := b.Lookup(ctx)
		require.False(t, ok)
	})
}

func TestATasksVariablesAreACopyOfItsCreators(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var v tasks.Var[string]
		v.Set(ctx, "at its creation")
		child := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			before := v.Get(ctx)
			v.Set(ctx, "by the child")
			return before, nil
		})
		v.Set(ctx, "later")
		before, err := child.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "at its creation", before)
		require.Equal(t, "later", v.Get(ctx))
	})
}

func TestAnInlineCoroutineSharesTheVariables(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var v tasks.Var[int]
		_, err := tasks.Void(func(ctx context.Context) error { v.Set(ctx, 5); return nil }).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 5, v.Get(ctx))
	})
}

func TestTasksCanShareVariables(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var v tasks.Var[int]
		v.Set(ctx, 1)
		vars := tasks.CopyVars(ctx)
		add := tasks.Void(func(ctx context.Context) error { v.Set(ctx, v.Get(ctx)+1); return nil })
		for range 3 {
			_, err := tasks.Go(ctx, add, tasks.InVars(vars)).Await(ctx)
			require.NoError(t, err)
		}
		require.Equal(t, 4, v.Get(vars.Context(ctx)))
		require.Equal(t, 1, v.Get(ctx))
	})
}

func TestASnapshotKeepsTheVariablesAsTheyAre(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var v tasks.Var[string]
		v.Set(ctx, "then")
		snapshot := tasks.Snapshot(ctx)
		v.Set(ctx, "now")
		f := tasks.Resolved(ctx, 1, nil)
		var seen string
		f.OnDone(func() { seen = v.Get(snapshot); v.Set(snapshot, "in the callback") })
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, "then", seen)
		require.Equal(t, "in the callback", v.Get(snapshot))
		require.Equal(t, "now", v.Get(ctx))
		require.ErrorIs(t, tasks.Yield(snapshot), tasks.ErrNoTask)
	})
}

func TestAVariableCannotBeSetWithoutATask(t *testing.T) {
	v := tasks.Var[int]{Default: 1}
	v.Set(context.Background(), 2)()
	require.Equal(t, 1, v.Get(context.Background()))
}

// The precision is a setting of each task: two that take turns do not disturb
// each other.
func TestASettingOfATaskHoldsAcrossItsAwaits(t *testing.T) {
	var precision tasks.Var[int]
	quotient := func(ctx context.Context, x, y int64) string {
		return big.NewRat(x, y).FloatString(precision.Get(ctx))
	}
	fractions := func(pause time.Duration, digits int) tasks.Coro[[2]string] {
		return func(ctx context.Context) (pair [2]string, err error) {
			defer precision.Set(ctx, digits)()
			pair[0] = quotient(ctx, 1, 3)
			if err = tasks.Sleep(ctx, pause); err != nil {
				return pair, err
			}
			pair[1] = quotient(ctx, 1, 9)
			return pair, nil
		}
	}
	inRun(t, func(ctx context.Context) {
		pairs, err := supervise.Gather[[2]string](ctx,
			fractions(100*time.Millisecond, 3), fractions(200*time.Millisecond, 6)).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, [][2]string{{"0.333", "0.111"}, {"0.333333", "0.111111"}}, pairs)
		require.Zero(t, precision.Get(ctx))
	})
}

func TestAVariableCanHoldNil(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v := tasks.Var[error]{Default: errBoom}
		v.Set(ctx, nil)
		require.NoError(t, v.Get(ctx))
		_, set := v.Lookup(ctx)
		require.True(t, set)
	})
}

func TestTheVariablesOfATaskWithoutAnyAreNotThoseOfAnother(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var user tasks.Var[string]
		other := tasks.Go(ctx, tasks.After(0, 1))
		require.Zero(t, other.Vars().Len())
		user.Set(ctx, "ann")
		inside := other.Vars().Context(ctx)
		require.Empty(t, user.Get(inside))
		user.Set(inside, "bob")
		require.Equal(t, "bob", user.Get(inside))
		require.Equal(t, "ann", user.Get(ctx))
	})
}
