package actor_test

import (
	"context"
	"iter"
	"runtime"
	"testing"
	"time"

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

//go:noinline
func leavesHere(ctx context.Context) (int, error) {
	_ = actor.Yield(ctx)
	runtime.Goexit()
	return 0, nil
}

//go:noinline
func cleansUpSlowly(ctx context.Context) { _ = actor.Sleep(ctx, time.Second) }

//go:noinline
func awaitsAndCleansUp(ctx context.Context, inner *tasks.Task[int]) (int, error) {
	defer cleansUpSlowly(ctx)
	v, err := inner.Await(ctx)
	return v, err
}

func TestTheStackOfATaskInWhichAGoexitGoesOnIsItsOwn(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		l := started(t, append(engine, actor.VirtualClock())...)
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			var middle *tasks.Task[int]
			bottom := tasks.Go(ctx, func(ctx context.Context) (int, error) {
				middle = tasks.Go(ctx, func(ctx context.Context) (int, error) { return awaitsAndCleansUp(ctx, tasks.Go(ctx, leavesHere)) })
				return awaitsAndCleansUp(ctx, middle)
			})
			if err := actor.Sleep(ctx, time.Second/2); err != nil {
				return err
			}
			require.Equal(t, []string{"awaitsAndCleansUp"}, shortNames(bottom.Stack(0)))
			require.Equal(t, []string{"awaitsAndCleansUp", "cleansUpSlowly"}, shortNames(middle.Stack(0)))
			if err := actor.Sleep(ctx, time.Second); err != nil {
				return err
			}
			require.Equal(t, []string{"awaitsAndCleansUp", "cleansUpSlowly"}, shortNames(bottom.Stack(0)))
			_, err := bottom.Await(ctx)
			require.ErrorIs(t, err, actor.ErrGoexit)
			return nil
		}))
	})
}
