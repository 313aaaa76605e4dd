package actor_test

import (
	"context"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// withVariables are what a task may have done about its variables before it starts another.
var withVariables = map[string]struct {
	opts []tasks.Option
	do   func(ctx context.Context, v *tasks.Var[int])
}{
	"no variables":                  {nil, func(context.Context, *tasks.Var[int]) {}},
	"one that it set":               {nil, func(ctx context.Context, v *tasks.Var[int]) { v.Set(ctx, 1) }},
	"one that it set back":          {nil, func(ctx context.Context, v *tasks.Var[int]) { v.Set(ctx, 1)() }},
	"those that it was given, none": {[]tasks.Option{tasks.InVars(&tasks.Vars{})}, func(context.Context, *tasks.Var[int]) {}},
	"those that it was given": {
		[]tasks.Option{tasks.InVars(&tasks.Vars{})},
		func(ctx context.Context, v *tasks.Var[int]) { v.Set(ctx, 1) },
	},
}

func TestATaskHasTheValuesThatItsCreatorWasStartedWith(t *testing.T) {
	type key struct{}
	var v tasks.Var[int]
	value := func(ctx context.Context) (any, error) { return ctx.Value(key{}), nil }
	for name, creator := range withVariables {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(context.WithValue(t.Context(), key{}, "outer"), func(ctx context.Context) (any, error) {
				return tasks.Go(ctx, func(ctx context.Context) (any, error) {
					creator.do(ctx, &v)
					for _, opts := range [][]tasks.Option{nil, {tasks.Name("named")}, {tasks.InVars(&tasks.Vars{})}} {
						got, err := tasks.Go(ctx, value, opts...).Await(ctx)
						require.NoError(t, err)
						require.Equal(t, "outer", got)
					}
					return nil, nil
				}, creator.opts...).Await(ctx)
			})
			require.NoError(t, err)
		})
	}
}

func TestATaskDoesNotKeepTheOneThatStartedIt(t *testing.T) {
	var v tasks.Var[int]
	for name, creator := range withVariables {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				over := tasks.NewFuture[int](ctx)
				gone, err := startsOther(ctx, func(ctx context.Context) { creator.do(ctx, &v) }, over.Await, creator.opts...)
				require.NoError(t, err)
				require.True(t, collected(gone))
				require.NoError(t, over.SetResult(1))
				return nil
			}))
			require.NoError(t, err)
		})
	}
}

// startsOther runs a task that calls do and starts another one, which runs body and goes on.
//
//go:noinline
func startsOther(ctx context.Context, do func(context.Context), body tasks.Coro[int], opts ...tasks.Option) (weak.Pointer[tasks.Task[int]], error) {
	first := tasks.Go(ctx, func(ctx context.Context) (int, error) {
		do(ctx)
		tasks.Go(ctx, body)
		return 0, actor.Yield(ctx)
	}, opts...)
	_, err := first.Await(ctx)
	return weak.Make(first), err
}
