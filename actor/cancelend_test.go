package actor_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestAFiberThatHasEndedRefusesARequestToCancelAndItsErrorCountsAsRetrieved(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		var f *actor.Fiber
		tasks.Go(ctx, func(ctx context.Context) (int, error) {
			f = actor.Of(ctx)
			return failing(ctx)
		})
		require.NoError(t, actor.Yield(ctx))
		require.True(t, f.Finished())
		require.False(t, f.Cancel("too late"))
		require.Zero(t, f.Canceling())
		return nil
	}, actor.OnReport(got.take)))
	require.Empty(t, got.list())
}

func TestAPanicIsReportedThoughSomebodyCancelsTheFiberAfterItsEnd(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.Void(func(context.Context) error { panic("boom") }))
		require.NoError(t, actor.Yield(ctx))
		require.False(t, task.Cancel())
		return nil
	}, actor.OnReport(got.take)))
	require.Len(t, got.list(), 1)
	require.ErrorContains(t, got.list()[0].Err, "boom")
}

func TestARequestThatWhatIsAwaitedRefusesCanBeTakenBack(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		future := tasks.SupervisedFuture[int](actor.LoopOf(ctx), &refuser{})
		task := tasks.Go(ctx, future.Await)
		require.NoError(t, actor.Yield(ctx))
		require.True(t, task.Cancel())
		require.Zero(t, task.Uncancel())
		require.NoError(t, future.SetResult(1))
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		return nil
	}))
}

func TestAPanicThatIsWrappedIsReportedThoughSomebodyCancelsTheFiberAfterItsEnd(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			_, err := tasks.Go(ctx, tasks.Void(func(context.Context) error { panic("boom") })).Await(ctx)
			return fmt.Errorf("the first step: %w", err)
		}))
		for range 5 {
			require.NoError(t, actor.Yield(ctx))
		}
		require.False(t, task.Cancel())
		return nil
	}, actor.OnReport(got.take)))
	require.Len(t, got.list(), 1)
	require.ErrorContains(t, got.list()[0].Err, "boom")
}
