package actor_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

type large [64]int

// result is what a task returns, and by which the test sees whether the task is kept.
func result(seen *[]weak.Pointer[large]) *large {
	v := new(large)
	*seen = append(*seen, weak.Make(v))
	return v
}

func requireCollected(t *testing.T, seen []weak.Pointer[large]) {
	t.Helper()
	require.NotEmpty(t, seen)
	for i, one := range seen {
		require.True(t, collected(one), "number %d", i)
	}
}

func TestALoopDoesNotKeepTheTasksThatHaveStartedEagerOnes(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			var seen []weak.Pointer[large]
			var nest func(depth int) tasks.Coro[*large]
			nest = func(depth int) tasks.Coro[*large] {
				return func(ctx context.Context) (*large, error) {
					if depth > 0 {
						tasks.Go(ctx, nest(depth-1), tasks.Eager())
					}
					return result(&seen), nil
				}
			}
			tasks.Go(ctx, nest(5))
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			requireCollected(t, seen)
			return nil
		}, engine...))
	})
}

func TestALoopDoesNotKeepWhatUntilHasCalled(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		var seen []weak.Pointer[large]
		func() {
			kept := result(&seen)
			tasks.LoopOf(ctx).Until(tasks.Go(ctx, tasks.After(0, 0)).Completion(), func() { kept[0]++ })
		}()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		requireCollected(t, seen)
		return nil
	}))
}

// A thread is there, too: the shutdown waits for it.
func TestALoopThatHasClosedDoesNotKeepTheTasksThatItsShutdownHasCanceled(t *testing.T) {
	begin := func(seen *[]weak.Pointer[large]) tasks.Coro[struct{}] {
		return tasks.Void(func(ctx context.Context) error {
			tasks.Go(ctx, func(ctx context.Context) (*large, error) {
				_ = tasks.Sleep(ctx, time.Hour)
				return result(seen), nil
			})
			tasks.InExecutor(ctx, nil, func(context.Context) (int, error) { time.Sleep(time.Second); return 0, nil }) // of the bubble: it is there when the shutdown begins
			return tasks.Yield(ctx)
		})
	}
	for name, drive := range map[string]func(t *testing.T, begin tasks.Coro[struct{}]) *actor.Loop{
		"by a runner": func(t *testing.T, begin tasks.Coro[struct{}]) *actor.Loop {
			r := tasks.NewRunner()
			_, err := tasks.RunWith(t.Context(), r, begin)
			require.NoError(t, err)
			require.NoError(t, r.Close())
			return r.Loop()
		},
		"in the background": func(t *testing.T, begin tasks.Coro[struct{}]) *actor.Loop {
			l := started(t)
			_, err := tasks.RunOn(t.Context(), l, begin)
			require.NoError(t, err)
			require.NoError(t, l.Shutdown(t.Context()))
			return l
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen []weak.Pointer[large]
				l := drive(t, begin(&seen))
				requireCollected(t, seen)
				runtime.KeepAlive(l)
			})
		})
	}
}
