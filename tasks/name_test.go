package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// inNamed runs body in a task with the name "named", the second of its loop.
func inNamed(t *testing.T, ctx context.Context, body func(ctx context.Context), opts ...tasks.Option) {
	t.Helper()
	_, err := tasks.Run(ctx, func(ctx context.Context) (struct{}, error) {
		return tasks.Go(ctx, func(ctx context.Context) (struct{}, error) {
			require.Equal(t, "named", tasks.Current(ctx).Name())
			body(ctx)
			return struct{}{}, nil
		}, append(opts, tasks.Name("named"))...).Await(ctx)
	})
	require.NoError(t, err)
}

func TestTheTasksOfANamedTaskDoNotHaveItsName(t *testing.T) {
	var v tasks.Var[int]
	for name, opts := range map[string][]tasks.Option{"without variables": nil, "with variables": {tasks.InVars(&tasks.Vars{})}} {
		t.Run(name, func(t *testing.T) {
			inNamed(t, t.Context(), func(ctx context.Context) {
				v.Set(ctx, 1)
				child := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					return tasks.Go(ctx, yielding).Await(ctx)
				})
				require.Equal(t, "Task-3", child.Name())
				_, err := child.Await(ctx)
				require.NoError(t, err)
			}, opts...)
		})
	}
}

func TestANameThatIsTakenAwayIsTheNumber(t *testing.T) {
	inNamed(t, t.Context(), func(ctx context.Context) {
		task := tasks.Current(ctx)
		task.SetName("other")
		require.Equal(t, "other", task.Name())
		task.SetName("")
		require.Equal(t, "Task-2", task.Name())
	})
}

func TestATaskOnAnotherLoopDoesNotHaveTheNameOfTheOneThatMadeIt(t *testing.T) {
	var v tasks.Var[int]
	for name, vars := range map[string]bool{"without variables": false, "with variables": true} {
		t.Run(name, func(t *testing.T) {
			other := tasks.NewRunner()
			inNamed(t, t.Context(), func(ctx context.Context) {
				if vars {
					v.Set(ctx, 1)
				}
				tasks.GoOn(ctx, other.Loop(), yielding)
				require.Equal(t, "Task-2", tasks.GoOn(ctx, other.Loop(), yielding).Name())
			})
			require.NoError(t, other.Close())
		})
	}
}

type valueKey struct{}

func TestANamedTaskHasTheValuesOfItsContext(t *testing.T) {
	inNamed(t, context.WithValue(t.Context(), valueKey{}, 1), func(ctx context.Context) {
		require.Equal(t, 1, ctx.Value(valueKey{}))
		_, err := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			require.Equal(t, 1, ctx.Value(valueKey{}))
			return 1, nil
		}).Await(ctx)
		require.NoError(t, err)
	})
}

func yielding(ctx context.Context) (int, error) { return 1, tasks.Yield(ctx) }
