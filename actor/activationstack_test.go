package actor_test

import (
	"context"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

//go:noinline
func awaitsTheInnerInAnIterator(ctx context.Context, inner *tasks.Task[int]) (v int, err error) {
	next, stop := iter.Pull(func(yield func(int) bool) {
		v, err = inner.Await(ctx)
		yield(v)
	})
	defer stop()
	next()
	return v, err
}

func TestATaskBelowOneThatAwaitsInAnIteratorHasAStack(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			gate := tasks.NewFuture[int](ctx)
			outer := tasks.Go(ctx, func(ctx context.Context) (int, error) {
				return awaitsTheInner(ctx, tasks.Go(ctx, func(ctx context.Context) (int, error) {
					return awaitsTheInnerInAnIterator(ctx, tasks.Go(ctx, func(ctx context.Context) (int, error) {
						return awaitsTheGate(ctx, gate)
					}))
				}))
			})
			for range 5 {
				require.NoError(t, actor.Yield(ctx))
			}
			require.NotEmpty(t, outer.Stack(0))
			require.NoError(t, gate.SetResult(1))
			_, err := outer.Await(ctx)
			return err
		}, engine...))
	})
}
