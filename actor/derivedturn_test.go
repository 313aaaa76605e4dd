package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestTheEndOfADerivedContextInterruptsHoweverBusyTheLoopIs(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			var end context.CancelFunc
			waits := tasks.Go(ctx, func(ctx context.Context) (int, error) {
				within, stop := context.WithCancel(ctx)
				end = stop
				return tasks.NewFuture[int](ctx).Await(within)
			})
			busy := tasks.Go(ctx, func(ctx context.Context) (passes int, err error) {
				for ; !waits.Finished() && passes < 10; passes++ {
					if passes == 3 {
						end()
					}
					if err := actor.Yield(ctx); err != nil {
						return 0, err
					}
				}
				return passes, nil
			})
			passes, err := busy.Await(ctx)
			require.NoError(t, err)
			require.Less(t, passes, 10)
			return nil
		}, engine...))
	})
}
