package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// startSleeper starts a task that waits for news and then notes its number. It keeps the lock
// unless release is set.
func startSleeper(ctx context.Context, c *tasks.Condition, into *[]int, n int, release bool) *tasks.Task[struct{}] {
	return goVoid(ctx, func(ctx context.Context) error {
		if err := c.Acquire(ctx); err != nil {
			return err
		}
		if err := c.Wait(ctx); err != nil {
			return err
		}
		*into = append(*into, n)
		if release {
			return c.Release()
		}
		return nil
	})
}

func TestNotifiedTasksGoOnOneByOneAsTheyGetTheLock(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		var got []int
		sleepers := []*tasks.Task[struct{}]{
			startSleeper(ctx, &c, &got, 1, false), startSleeper(ctx, &c, &got, 2, false), startSleeper(ctx, &c, &got, 3, false),
		}
		letPass(t, ctx, 1)
		require.Empty(t, got)
		require.False(t, c.Locked())

		require.NoError(t, c.Acquire(ctx))
		require.NoError(t, c.Notify(1))
		letPass(t, ctx, 1)
		require.Empty(t, got, "the notifier still holds the lock")
		require.NoError(t, c.Release())
		letPass(t, ctx, 1)
		require.Equal(t, []int{1}, got)
		require.True(t, c.Locked())

		require.NoError(t, c.Notify(2))
		letPass(t, ctx, 1)
		require.Equal(t, []int{1}, got)
		require.NoError(t, c.Release())
		letPass(t, ctx, 1)
		require.Equal(t, []int{1, 2}, got)
		require.NoError(t, c.Release())
		letPass(t, ctx, 1)
		require.Equal(t, []int{1, 2, 3}, got)
		require.True(t, c.Locked())
		for _, task := range sleepers {
			require.NoError(t, task.Err())
		}
	})
}

func TestNotifyWakesAsManyAsItIsTold(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		var got []int
		for n := range 6 {
			startSleeper(ctx, &c, &got, n, true)
		}
		letPass(t, ctx, 1)
		notify := func(counts ...int) {
			require.NoError(t, c.Acquire(ctx))
			for _, n := range counts {
				require.NoError(t, c.Notify(n))
			}
			require.NoError(t, c.Release())
			letPass(t, ctx, 1)
		}
		notify(0)
		require.Empty(t, got)
		notify(1)
		require.Equal(t, []int{0}, got)
		notify(1, 1)
		require.Equal(t, []int{0, 1, 2}, got, "who was told already does not count")
		notify(1, 2048)
		require.Equal(t, []int{0, 1, 2, 3, 4, 5}, got)
	})
}

func TestNotifyAllWakesEverybody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		var got []int
		t1, t2 := startSleeper(ctx, &c, &got, 1, true), startSleeper(ctx, &c, &got, 2, true)
		letPass(t, ctx, 1)
		require.Empty(t, got)
		require.NoError(t, c.Acquire(ctx))
		require.NoError(t, c.NotifyAll())
		require.NoError(t, c.Release())
		letPass(t, ctx, 1)
		require.Equal(t, []int{1, 2}, got)
		require.NoError(t, t1.Err())
		require.NoError(t, t2.Err())
	})
}

func TestWaitForLooksAgainAfterEachNotification(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		holds, looks := false, 0
		task := goVoid(ctx, func(ctx context.Context) error {
			return tasks.With(ctx, &c, func(ctx context.Context) error {
				return c.WaitFor(ctx, func() bool { looks++; return holds })
			})
		})
		notify := func() {
			require.NoError(t, tasks.With(ctx, &c, func(context.Context) error { return c.Notify(1) }))
			letPass(t, ctx, 1)
		}
		letPass(t, ctx, 1)
		notify()
		require.False(t, task.Finished())
		require.Equal(t, 2, looks)
		holds = true
		notify()
		require.NoError(t, task.Err())
		require.Equal(t, 3, looks)
		require.False(t, c.Locked())
	})
}

func TestWaitForWhatHoldsAlreadyNeedsNoLock(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		require.NoError(t, c.WaitFor(ctx, func() bool { return true }))
		require.ErrorIs(t, c.WaitFor(ctx, func() bool { return false }), tasks.ErrNotLocked)
	})
}

func TestAConditionWithoutItsLockRefuses(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		require.ErrorIs(t, c.Wait(ctx), tasks.ErrNotLocked)
		require.ErrorIs(t, c.Notify(1), tasks.ErrNotLocked)
		require.ErrorIs(t, c.NotifyAll(), tasks.ErrNotLocked)
		require.ErrorIs(t, c.Release(), tasks.ErrNotLocked)
	})
}

func TestAConditionSaysWhetherItIsLockedAndHowManyWait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		var got []int
		require.Equal(t, "condition (unlocked, 0 waiters)", c.String())
		for n := range 2 {
			startSleeper(ctx, &c, &got, n, true)
			letPass(t, ctx, 1)
		}
		require.NoError(t, c.Acquire(ctx))
		require.Equal(t, "condition (locked, 2 waiters)", c.String())
		require.NoError(t, c.NotifyAll())
		require.NoError(t, c.Release())
	})
}

func TestAConditionAndItsLockAreHeldTogether(t *testing.T) {
	lock := &tasks.Lock{}
	c := tasks.NewCondition(lock)
	inRun(t, func(ctx context.Context) {
		for _, l := range []tasks.Locker{c, lock} {
			require.NoError(t, tasks.With(ctx, l, func(context.Context) error {
				require.True(t, lock.Locked())
				require.True(t, c.Locked())
				return nil
			}))
			require.False(t, lock.Locked())
			require.False(t, c.Locked())
		}
	})
}

func TestAConditionServesTheLoopOfItsFirstWaiter(t *testing.T) {
	var c tasks.Condition
	wait := func(ctx context.Context) error {
		return tasks.With(ctx, &c, func(ctx context.Context) error {
			_, err := supervise.WaitFor(ctx, tasks.Void(c.Wait), time.Second)
			return err
		})
	}
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, wait(ctx), tasks.ErrTimeout) })
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, wait(ctx), tasks.ErrForeignLoop) })
}

func TestAConditionKeepsItsLockWhenWhoWaitsIsNoTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		require.NoError(t, c.Acquire(ctx))
		require.ErrorIs(t, c.Wait(t.Context()), tasks.ErrNoTask)
		require.True(t, c.Locked())
		require.NoError(t, c.Release())
	})
}
