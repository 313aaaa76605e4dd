package tasks_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestATaskHasACopyOfItsCreatorsVariables(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v := tasks.Var[string]{Default: "nope"}
		require.Equal(t, "nope", v.Get(ctx))
		child := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			if err := tasks.Sleep(ctx, 10*time.Millisecond); err != nil {
				return err
			}
			require.Equal(t, "nope", v.Get(ctx)) // as it was when the task was made
			v.Set(ctx, "something else")
			return nil
		}))
		v.Set(ctx, "yes")
		require.Equal(t, "yes", v.Get(ctx))
		_, err := child.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "yes", v.Get(ctx))
	})
}

func TestACallbackThatSetsASnapshotsVariablesLeavesTheTasks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v := tasks.Var[string]{Default: "nope"}
		for j := range 2 {
			f := tasks.NewFuture[int](ctx)
			snapshot := tasks.Snapshot(ctx)
			before, called := v.Get(ctx), false
			f.OnDone(func() {
				require.Equal(t, before, v.Get(snapshot))
				v.Set(snapshot, "something else")
				called = true
			})
			v.Set(ctx, fmt.Sprint("yes", j))
			tasks.LoopOf(ctx).CallSoon(func() { _ = f.SetResult(0) })
			_, err := f.Await(ctx)
			require.NoError(t, err)
			require.NoError(t, tasks.Yield(ctx))
			require.True(t, called)
			require.Equal(t, fmt.Sprint("yes", j), v.Get(ctx))
			for i := range 3 {
				v.Set(ctx, fmt.Sprint("yes", i, "-", j))
				require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
				require.Equal(t, fmt.Sprint("yes", i, "-", j), v.Get(ctx))
			}
		}
	})
}

func TestManyTasksKeepTheirVariablesApart(t *testing.T) {
	v := tasks.Var[int]{Default: -1}
	inRun(t, func(ctx context.Context) {
		var all []*tasks.Task[struct{}]
		for n := range 100 {
			all = append(all, tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				for i := range 10 {
					v.Set(ctx, n+i)
					if err := tasks.Sleep(ctx, time.Duration(1+rand.IntN(50))*time.Millisecond); err != nil {
						return err
					}
					require.Equal(t, n+i, v.Get(ctx))
				}
				return nil
			})))
		}
		for _, task := range all {
			_, err := task.Await(ctx)
			require.NoError(t, err)
		}
		require.Equal(t, -1, v.Get(ctx))
	})
	require.Equal(t, -1, v.Get(t.Context()))
}

func TestTasksThatAreGivenOneVarsShareTheirSettings(t *testing.T) {
	starts := map[string]func(ctx context.Context, coro tasks.Coro[struct{}], vars *tasks.Vars) *tasks.Task[struct{}]{
		"Go": func(ctx context.Context, coro tasks.Coro[struct{}], vars *tasks.Vars) *tasks.Task[struct{}] {
			return tasks.Go(ctx, coro, tasks.InVars(vars))
		},
		"GoOn": func(ctx context.Context, coro tasks.Coro[struct{}], vars *tasks.Vars) *tasks.Task[struct{}] {
			return tasks.GoOn(ctx, tasks.LoopOf(ctx), coro, tasks.InVars(vars))
		},
	}
	for name, start := range starts {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var v tasks.Var[int]
				vars := tasks.CopyVars(ctx)
				shared := vars.Context(t.Context())
				_, had := v.Lookup(shared)
				require.False(t, had)
				for n := 1; n <= 2; n++ {
					_, err := start(ctx, tasks.Void(func(ctx context.Context) error {
						err := tasks.Yield(ctx)
						v.Set(ctx, n)
						return err
					}), vars).Await(ctx)
					require.NoError(t, err)
					require.Equal(t, n, v.Get(shared))
				}
				_, had = v.Lookup(ctx)
				require.False(t, had)
			})
		})
	}
}

func TestATaskTellsItsVariables(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		vars := tasks.CopyVars(ctx)
		task := tasks.Go(ctx, fortyTwo, tasks.InVars(vars))
		require.Same(t, vars, task.Vars())
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.Same(t, vars, task.Vars())
	})
}

func TestATaskCanShareTheVariablesOfOneThatHasSetNone(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var user tasks.Var[string]
		reader := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			err := tasks.Sleep(ctx, time.Second)
			return user.Get(ctx), err
		})
		setter := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			user.Set(ctx, "ann")
			return nil
		}), tasks.InVars(reader.Vars()))
		_, err := setter.Await(ctx)
		require.NoError(t, err)
		name, err := reader.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "ann", name)
	})
}
