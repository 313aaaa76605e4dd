package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

//go:noinline
func awaitsMoreThatLeave(ctx context.Context) {
	_, _ = tasks.Go(ctx, leavesHere).Await(ctx)
}

//go:noinline
func awaitsTwoThatLeave(ctx context.Context) (int, error) {
	defer cleansUpSlowly(ctx)
	defer awaitsMoreThatLeave(ctx)
	v, err := tasks.Go(ctx, leavesHere).Await(ctx)
	return v, err
}

func TestTheStackOfATaskInWhichTwoGoexitsGoOnIsItsOwn(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		l := started(t, append(engine, actor.VirtualClock())...)
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			task := tasks.Go(ctx, awaitsTwoThatLeave)
			if err := actor.Sleep(ctx, time.Second/2); err != nil { // until it cleans up
				return err
			}
			names := shortNames(task.Stack(0))
			require.NotContains(t, names, "leavesHere")
			require.Contains(t, names, "awaitsTwoThatLeave")
			require.Contains(t, names, "cleansUpSlowly")
			_, err := task.Await(ctx)
			require.ErrorIs(t, err, actor.ErrGoexit)
			return nil
		}))
	})
}
