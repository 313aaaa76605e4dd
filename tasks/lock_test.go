package tasks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// cancelSoon cancels h in the loop's next pass.
func cancelSoon(ctx context.Context, h tasks.Handle) {
	tasks.LoopOf(ctx).CallSoon(func() { h.Cancel() })
}

// startTaker starts a task that acquires l and then notes its number.
func startTaker(ctx context.Context, l tasks.Locker, into *[]int, n int) *tasks.Task[struct{}] {
	return goVoid(ctx, func(ctx context.Context) error {
		if err := l.Acquire(ctx); err != nil {
			return err
		}
		*into = append(*into, n)
		return nil
	})
}

func TestALockSaysWhetherItIsHeld(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		require.Equal(t, "lock (unlocked, 0 waiters)", l.String())
		require.NoError(t, l.Acquire(ctx))
		require.Equal(t, "lock (locked, 0 waiters)", l.String())
		goVoid(ctx, l.Acquire)
		letPass(t, ctx, 1)
		require.Equal(t, "lock (locked, 1 waiters)", l.String())
	})
}

func TestWaitersGetALockInTheOrderOfTheirComing(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		var got []int
		require.NoError(t, l.Acquire(ctx))
		t1, t2 := startTaker(ctx, &l, &got, 1), startTaker(ctx, &l, &got, 2)
		letPass(t, ctx, 1)
		require.Empty(t, got)

		require.NoError(t, l.Release())
		letPass(t, ctx, 1)
		require.Equal(t, []int{1}, got)
		letPass(t, ctx, 1)
		require.Equal(t, []int{1}, got, "one release lets one in")

		t3 := startTaker(ctx, &l, &got, 3)
		require.NoError(t, l.Release())
		letPass(t, ctx, 1)
		require.Equal(t, []int{1, 2}, got, "who comes while the lock is free queues behind who waited")
		require.NoError(t, l.Release())
		letPass(t, ctx, 1)
		require.Equal(t, []int{1, 2, 3}, got)
		for _, task := range []*tasks.Task[struct{}]{t1, t2, t3} {
			require.NoError(t, task.Err())
		}
	})
}

func TestACanceledWaiterLeavesALocksQueue(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		require.NoError(t, l.Acquire(ctx))
		task := goVoid(ctx, l.Acquire)
		cancelSoon(ctx, task)
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Contains(t, l.String(), "0 waiters")
	})
}

func TestAReleasePassesByAWaiterThatWasJustCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		hold := func(until tasks.Awaitable[int]) *tasks.Task[struct{}] {
			return goVoid(ctx, func(ctx context.Context) error {
				return tasks.With(ctx, &l, func(ctx context.Context) error {
					if until == nil {
						return nil
					}
					_, err := until.Await(ctx)
					return err
				})
			})
		}
		gate := tasks.NewFuture[int](ctx)
		a := hold(gate)
		letPass(t, ctx, 1)
		require.True(t, l.Locked())
		b := hold(nil)
		letPass(t, ctx, 1)
		c := hold(nil)
		letPass(t, ctx, 1)
		require.Contains(t, l.String(), "2 waiters")

		require.NoError(t, gate.SetResult(0))
		b.Cancel()
		letPass(t, ctx, 1)
		require.False(t, l.Locked())
		require.NoError(t, a.Err())
		require.True(t, b.Canceled())
		_, err := c.Await(ctx)
		require.NoError(t, err)
	})
}

func TestACancellationAtTheReleaseLetsOneWaiterIn(t *testing.T) {
	for name, trigger := range map[string]func(*tasks.Lock, tasks.Handle){
		"canceled first": func(l *tasks.Lock, h tasks.Handle) { h.Cancel(); _ = l.Release() },
		"released first": func(l *tasks.Lock, h tasks.Handle) { _ = l.Release(); h.Cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var l tasks.Lock
				var got []int
				require.NoError(t, l.Acquire(ctx))
				t1, t2, t3 := startTaker(ctx, &l, &got, 1), startTaker(ctx, &l, &got, 2), startTaker(ctx, &l, &got, 3)
				letPass(t, ctx, 1)

				tasks.LoopOf(ctx).CallSoon(func() { trigger(&l, t1) })
				_, err := t1.Await(ctx)
				require.ErrorIs(t, err, tasks.ErrCanceled)
				require.NoError(t, t2.Err(), "it is let in before the end of the first is known")
				require.Equal(t, []int{2}, got)

				t3.Cancel()
				letPass(t, ctx, 1)
				require.True(t, t3.Canceled())
			})
		})
	}
}

func TestACanceledWaiterPassesAFreeLockToWhoCameLater(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		require.NoError(t, l.Acquire(ctx))
		b := goVoid(ctx, l.Acquire)
		letPass(t, ctx, 1)
		c := goVoid(ctx, l.Acquire)
		b.Cancel()
		require.NoError(t, l.Release())
		letPass(t, ctx, 1)
		require.True(t, l.Locked())
		require.True(t, b.Canceled())
		_, err := c.Await(ctx)
		require.NoError(t, err)
	})
}

func TestALockThatIsFreeRefusesARelease(t *testing.T) {
	var l tasks.Lock
	require.ErrorIs(t, l.Release(), tasks.ErrNotLocked)
}

func TestAReleasedLockIsFree(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		require.NoError(t, l.Acquire(ctx))
		require.True(t, l.Locked())
		require.NoError(t, l.Release())
		require.False(t, l.Locked())
	})
}

func TestWithHoldsALockWhileTheBodyRuns(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for name, l := range map[string]interface {
			tasks.Locker
			Locked() bool
		}{"lock": &tasks.Lock{}, "condition": &tasks.Condition{}, "semaphore": tasks.NewSemaphore(1), "bounded": tasks.NewBoundedSemaphore(1)} {
			failure := errors.New("body")
			require.False(t, l.Locked(), name)
			require.Equal(t, failure, tasks.With(ctx, l, func(context.Context) error {
				require.True(t, l.Locked(), name)
				return failure
			}))
			require.False(t, l.Locked(), name)
		}
	})
}

func TestWithReleasesALockWhenTheBodyPanics(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		task := goVoid(ctx, func(ctx context.Context) error {
			return tasks.With(ctx, &l, func(context.Context) error { panic("body") })
		})
		_, err := task.Await(ctx)
		var panicked *tasks.PanicError
		require.ErrorAs(t, err, &panicked)
		require.False(t, l.Locked())
	})
}

func TestTheEndOfADerivedContextEndsTheWaitForALock(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		enough := errors.New("enough")
		require.NoError(t, l.Acquire(ctx))
		within, stop := context.WithCancelCause(ctx)
		tasks.LoopOf(ctx).CallSoon(func() { stop(enough) })
		require.ErrorIs(t, l.Acquire(within), enough)
		require.Contains(t, l.String(), "0 waiters")
	})
}

func TestALockNeedsATask(t *testing.T) {
	var l tasks.Lock
	require.ErrorIs(t, l.Acquire(t.Context()), tasks.ErrNoTask)
	require.False(t, l.Locked())
}

func TestALockServesTheLoopOfItsFirstWaiter(t *testing.T) {
	var l tasks.Lock
	contend := func(ctx context.Context) error {
		return tasks.With(ctx, &l, func(ctx context.Context) error {
			second := goVoid(ctx, l.Acquire)
			letPass(t, ctx, 1)
			second.Cancel("enough")
			_, err := second.Await(ctx)
			return err
		})
	}
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, contend(ctx), tasks.ErrCanceled) })
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, contend(ctx), tasks.ErrForeignLoop) })
}

// Who was canceled passes a free lock on when it runs, but not past another that was
// canceled and has not run yet.
func TestOfTheWaitersThatWereCanceledTheLastPassesTheLockOn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		var order []int
		require.NoError(t, l.Acquire(ctx))
		first, second, third := startTaker(ctx, &l, &order, 1), startTaker(ctx, &l, &order, 2), startTaker(ctx, &l, &order, 3)
		letPass(t, ctx, 1)
		first.Cancel()
		loop := tasks.LoopOf(ctx)
		loop.CallSoon(func() { loop.CallSoon(func() { order = append(order, 0) }) })
		second.Cancel()
		require.NoError(t, l.Release())
		fourth := tasks.Go(ctx, tasks.Void(l.Acquire), tasks.Eager())
		letPass(t, ctx, 1)
		require.True(t, second.Canceled())
		require.False(t, third.Finished())
		letPass(t, ctx, 1)
		require.Equal(t, []int{0, 3}, order)
		require.False(t, fourth.Finished(), "it came last")
		fourth.Cancel()
	})
}
