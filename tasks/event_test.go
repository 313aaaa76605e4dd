package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// startWaiter starts a task that waits for e and then notes its number.
func startWaiter(ctx context.Context, e *tasks.Event, into *[]int, n int) *tasks.Task[struct{}] {
	return goVoid(ctx, func(ctx context.Context) error {
		if err := e.Wait(ctx); err != nil {
			return err
		}
		*into = append(*into, n)
		return nil
	})
}

func TestAnEventSaysWhetherItIsSet(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var e tasks.Event
		require.Equal(t, "event (unset, 0 waiters)", e.String())
		goVoid(ctx, e.Wait)
		letPass(t, ctx, 1)
		require.Equal(t, "event (unset, 1 waiters)", e.String())
		e.Set()
		require.Equal(t, "event (set, 1 waiters)", e.String(), "a waiter leaves when it runs")
		letPass(t, ctx, 1)
		require.Equal(t, "event (set, 0 waiters)", e.String())
	})
}

func TestASetEventWakesItsWaitersInTheirOrder(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var e tasks.Event
		var got []int
		t1, t2 := startWaiter(ctx, &e, &got, 1), startWaiter(ctx, &e, &got, 2)
		letPass(t, ctx, 1)
		require.Empty(t, got)

		t3 := startWaiter(ctx, &e, &got, 3)
		e.Set()
		letPass(t, ctx, 1)
		require.Equal(t, []int{3, 1, 2}, got, "a task that starts after Set does not wait")
		for _, task := range []*tasks.Task[struct{}]{t1, t2, t3} {
			require.NoError(t, task.Err())
		}
	})
}

func TestAnEventThatIsSetDoesNotSuspend(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var e tasks.Event
		e.Set()
		ran := false
		tasks.LoopOf(ctx).CallSoon(func() { ran = true })
		require.NoError(t, e.Wait(ctx))
		require.False(t, ran)
	})
}

func TestACanceledWaiterLeavesAnEventsQueue(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var e tasks.Event
		task := goVoid(ctx, e.Wait)
		cancelSoon(ctx, task)
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Contains(t, e.String(), "0 waiters")
	})
}

func TestAClearedEventIsNotSet(t *testing.T) {
	var e tasks.Event
	require.False(t, e.IsSet())
	e.Set()
	require.True(t, e.IsSet())
	e.Clear()
	require.False(t, e.IsSet())
}

func TestAnEventThatIsClearedAtOnceStillWakesItsWaiters(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var e tasks.Event
		var got []int
		task := startWaiter(ctx, &e, &got, 1)
		letPass(t, ctx, 1)
		require.Empty(t, got)

		e.Set()
		e.Clear()
		require.False(t, e.IsSet())
		e.Set()
		e.Set()
		require.Contains(t, e.String(), "1 waiters")
		letPass(t, ctx, 1)
		require.Equal(t, []int{1}, got)
		require.Contains(t, e.String(), "0 waiters")
		require.NoError(t, task.Err())
	})
}

func TestAnEventServesTheLoopOfItsFirstWaiter(t *testing.T) {
	var e tasks.Event
	wait := func(ctx context.Context) error {
		task := goVoid(ctx, e.Wait)
		letPass(t, ctx, 1)
		task.Cancel()
		_, err := task.Await(ctx)
		return err
	}
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, wait(ctx), tasks.ErrCanceled) })
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, wait(ctx), tasks.ErrForeignLoop) })
}
