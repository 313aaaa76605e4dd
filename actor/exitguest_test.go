package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestAGoexitThatGoesOnInTheHostIsReportedForTheHostOnly(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		var got reports
		l := actor.New(append(engine, actor.OnReport(got.take))...)
		_, err := l.Start()
		require.NoError(t, err)
		_, err = tasks.Submit(l, awaiting("guest", leavesHere)).Wait(t.Context())
		require.ErrorIs(t, err, actor.ErrGoexit)
		require.NoError(t, l.Shutdown(t.Context()))
		require.Empty(t, got.list())
	})
}

func TestAHostThatCleansUpAfterTheGoexitOfItsGuestAwaitsNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		awaiting := "nothing was asked"
		l := started(t, engine...)
		_, err := tasks.Submit(l, func(ctx context.Context) (int, error) {
			defer func() { awaiting = actor.Of(ctx).Awaiting() }()
			return tasks.Go(ctx, leavesHere).Await(ctx)
		}).Wait(t.Context())
		require.ErrorIs(t, err, actor.ErrGoexit)
		require.Empty(t, awaiting)
	})
}

func TestTheStackOfATaskBelowOneInWhichAGoexitGoesOnIsItsOwn(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		l := started(t, append(engine, actor.VirtualClock())...)
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			bottom := tasks.Go(ctx, func(ctx context.Context) (int, error) {
				return awaitsTheInner(ctx, tasks.Go(ctx, func(ctx context.Context) (int, error) {
					return awaitsAndCleansUp(ctx, tasks.Go(ctx, leavesHere))
				}))
			})
			if err := actor.Sleep(ctx, time.Second/2); err != nil { // until the middle one cleans up
				return err
			}
			require.Equal(t, []string{"awaitsTheInner"}, shortNames(bottom.Stack(0)))
			_, err := bottom.Await(ctx)
			require.ErrorIs(t, err, actor.ErrGoexit)
			return nil
		}))
	})
}

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
