package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// leaveBehind runs a main that starts body and ends; body is canceled then.
func leaveBehind(t *testing.T, body func(ctx context.Context) error, opts ...tasks.RunOption) error {
	t.Helper()
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(body), tasks.Name("left"))
		return tasks.Yield(ctx)
	}), append(opts, tasks.VirtualClock())...)
	return err
}

func TestATaskMayBeCanceledAgainWhileItsLoopShuts(t *testing.T) {
	var cleanUp error
	require.NoError(t, leaveBehind(t, func(ctx context.Context) error {
		err := tasks.Sleep(ctx, time.Hour)
		self := tasks.Current(ctx)
		tasks.LoopOf(ctx).CallLater(time.Second, func() { self.Cancel("hurry up") })
		cleanUp = tasks.Sleep(ctx, time.Minute)
		return err
	}))
	require.ErrorIs(t, cleanUp, tasks.ErrCanceled)
	require.ErrorContains(t, cleanUp, "hurry up")
}

func TestACleanUpMayCancelAnotherTask(t *testing.T) {
	require.NoError(t, leaveBehind(t, func(ctx context.Context) error {
		other := tasks.Go(ctx, tasks.After(time.Hour, 1))
		err := tasks.Sleep(ctx, time.Hour)
		other.Cancel()
		_, end := other.Await(ctx)
		require.ErrorIs(t, end, tasks.ErrCanceled)
		return err
	}))
}

func TestACleanUpMayAwaitNewTasks(t *testing.T) {
	saved := 0
	require.NoError(t, leaveBehind(t, func(ctx context.Context) error {
		err := tasks.Sleep(ctx, time.Hour)
		saved, _ = tasks.Go(ctx, tasks.After(time.Second, 7)).Await(ctx)
		return err
	}))
	require.Equal(t, 7, saved)
}

// Only the tasks that were there when the shutdown began are canceled and waited
// for, as in asyncio. Nothing is lost silently, though.
func TestATaskThatACleanUpLeavesBehindIsNamed(t *testing.T) {
	cleaned := false
	err := leaveBehind(t, func(ctx context.Context) error {
		err := tasks.Sleep(ctx, time.Hour)
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer func() { cleaned = true }()
			return tasks.Sleep(ctx, time.Hour)
		}), tasks.Name("late"))
		require.NoError(t, tasks.Yield(ctx))
		return err
	}, tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	var gaveUp *tasks.ShutdownError
	require.ErrorAs(t, err, &gaveUp)
	require.Equal(t, []string{"late"}, gaveUp.Tasks)
	require.True(t, cleaned)
}

func TestATaskThatRefusesToEndIsNamedByTheRun(t *testing.T) {
	var reports reportCollector
	cleaned := false
	err := leaveBehind(t, func(ctx context.Context) error {
		defer func() { cleaned = true }()
		for {
			if err := tasks.Sleep(ctx, time.Minute); err != nil && !tasks.IsCanceled(err) {
				return nil // the loop is gone
			}
		}
	}, tasks.ShutdownLimit(time.Hour), reports.collect())
	var gaveUp *tasks.ShutdownError
	require.ErrorAs(t, err, &gaveUp)
	require.Equal(t, []string{"left"}, gaveUp.Tasks)
	require.Empty(t, gaveUp.Threads)
	require.ErrorContains(t, err, "left")
	require.True(t, cleaned, "its deferred calls run")
	require.Len(t, reports.all(), 1)
	require.Equal(t, "left", reports.all()[0].Task)
}
