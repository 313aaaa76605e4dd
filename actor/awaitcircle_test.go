package actor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// circle is tasks that each await the next, and the last the first.
func circle(ctx context.Context, n int, await func(ctx context.Context, t *tasks.Task[int]) error) []*tasks.Task[int] {
	all := make([]*tasks.Task[int], n)
	for i := range n {
		all[i] = tasks.Go(ctx, func(ctx context.Context) (int, error) { return 0, await(ctx, all[(i+1)%n]) })
	}
	return all
}

// circles are the ways to await in one.
var circles = map[string]func(ctx context.Context, t *tasks.Task[int]) error{
	"Await": func(ctx context.Context, t *tasks.Task[int]) error { _, err := t.Await(ctx); return err },
	"Gather": func(ctx context.Context, t *tasks.Task[int]) error {
		_, err := supervise.Gather(ctx, t).Await(ctx)
		return err
	},
}

func TestCancelBreaksACircleOfTasksThatAwaitEachOther(t *testing.T) {
	for name, await := range circles {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, engine []actor.Option) {
				for _, n := range []int{2, 3, 20} {
					require.NoError(t, run(t, func(ctx context.Context) error {
						all := circle(ctx, n, await)
						err := errors.Join(actor.Yield(ctx), actor.Yield(ctx))
						require.True(t, all[n/2].Cancel())
						for _, one := range all {
							_, canceled := one.Await(ctx)
							require.ErrorIs(t, canceled, actor.ErrCanceled)
						}
						return err
					}, engine...))
				}
			})
		})
	}
}

func TestTheEndOfTheContextThatTasksWereStartedWithBreaksTheirCircle(t *testing.T) {
	for name, await := range circles {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, engine []actor.Option) {
				for _, n := range []int{2, 3, 20} {
					require.NoError(t, run(t, func(ctx context.Context) error {
						within, end := context.WithCancel(ctx)
						all := circle(within, n, await)
						err := errors.Join(actor.Yield(ctx), actor.Yield(ctx))
						end()
						for _, one := range all {
							_, canceled := one.Await(ctx)
							require.ErrorIs(t, canceled, actor.ErrCanceled)
						}
						return err
					}, engine...))
				}
			})
		})
	}
}

func TestALoopWithACircleOfAwaitsCanBeClosed(t *testing.T) {
	for name, await := range circles {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, engine []actor.Option) {
				var deadlock *actor.DeadlockError
				require.ErrorAs(t, run(t, func(ctx context.Context) error {
					_, err := circle(ctx, 3, await)[0].Await(ctx)
					return err
				}, engine...), &deadlock)
			})
		})
	}
}

func TestARequestThatBreaksACircleIsOnlyForWhoItWasMadeTo(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			var first, second *tasks.Task[int]
			first = tasks.Go(ctx, func(ctx context.Context) (int, error) {
				_, err := second.Await(ctx)
				require.ErrorIs(t, err, actor.ErrCanceled)
				return 1, nil // it goes on
			})
			second = tasks.Go(ctx, func(ctx context.Context) (int, error) { return first.Await(ctx) }, tasks.Eager())
			require.NoError(t, actor.Yield(ctx))
			require.True(t, first.Cancel())
			v, err := second.Await(ctx)
			require.NoError(t, err)
			require.Equal(t, 1, v)
			return nil
		}, engine...))
	})
}
