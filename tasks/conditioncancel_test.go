package tasks_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestACanceledWaitOfAConditionHoldsTheLockAgain(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		require.NoError(t, c.Acquire(ctx))
		task := goVoid(ctx, c.Wait)
		cancelSoon(ctx, task)
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, "condition (locked, 0 waiters)", c.String())
	})
}

func TestAWaitThatIsCanceledWhileItGetsTheLockBackHoldsIt(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		require.NoError(t, c.Acquire(ctx))
		task := goVoid(ctx, c.Wait)
		letPass(t, ctx, 1)
		require.False(t, c.Locked())

		require.NoError(t, c.Acquire(ctx))
		require.NoError(t, c.Notify(1))
		cancelSoon(ctx, task)
		tasks.LoopOf(ctx).CallSoon(func() { _ = c.Release() })
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.True(t, c.Locked())
	})
}

func TestACancellationWaitsForTheLockOfTheCondition(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		waited := false
		task := goVoid(ctx, func(ctx context.Context) error {
			return tasks.With(ctx, &c, func(ctx context.Context) error {
				waited = true
				return c.Wait(ctx)
			})
		})
		letPass(t, ctx, 1)
		require.NoError(t, c.Acquire(ctx))
		require.NoError(t, c.Notify(1))
		letPass(t, ctx, 1)
		task.Cancel()
		letPass(t, ctx, 3)
		require.False(t, task.Finished(), "the lock is not free yet")
		require.NoError(t, c.Release())
		letPass(t, ctx, 1)
		require.True(t, task.Canceled())
		require.True(t, waited)
		require.False(t, c.Locked())
	})
}

func TestACanceledWaitReturnsTheCancellationAsItCame(t *testing.T) {
	for name, notified := range map[string]bool{"while it waits": false, "while it gets the lock back": true} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var c tasks.Condition
				var raised error
				holds := false
				task := goVoid(ctx, func(ctx context.Context) error {
					return tasks.With(ctx, &c, func(ctx context.Context) error {
						raised = c.WaitFor(ctx, func() bool { return holds })
						return raised
					})
				})
				letPass(t, ctx, 1)
				if notified {
					require.NoError(t, c.Acquire(ctx))
					holds = true
					require.NoError(t, c.Notify(1))
					letPass(t, ctx, 1)
				}
				task.Cancel("foo")
				if notified {
					require.NoError(t, c.Release())
				}
				_, err := task.Await(ctx)
				var canceled *tasks.CanceledError
				require.ErrorAs(t, err, &canceled)
				require.Equal(t, "foo", canceled.Msg)
				var first *tasks.CanceledError
				require.ErrorAs(t, raised, &first)
				require.Same(t, first, canceled)
			})
		})
	}
}

func TestTheLastOfSeveralCancellationsOfAWaitIsReturned(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		require.NoError(t, c.Acquire(ctx))
		task := goVoid(ctx, c.Wait)
		letPass(t, ctx, 1)
		require.NoError(t, c.Acquire(ctx))
		for _, msg := range []string{"first", "second", "third"} {
			task.Cancel(msg)
			letPass(t, ctx, 2)
			require.False(t, task.Finished())
		}
		require.NoError(t, c.Release())
		_, err := task.Await(ctx)
		var canceled *tasks.CanceledError
		require.ErrorAs(t, err, &canceled)
		require.Equal(t, "third", canceled.Msg)
		require.True(t, c.Locked())
	})
}

func TestAWaitCanTimeOutUnderItsLock(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		require.NoError(t, tasks.With(ctx, &c, func(ctx context.Context) error {
			_, err := supervise.WaitFor(ctx, tasks.Void(c.Wait), 500*time.Millisecond)
			require.ErrorIs(t, err, tasks.ErrTimeout)
			require.True(t, c.Locked())
			return nil
		}))
	})
}

func TestANotificationOfACanceledWaiterGoesToAnother(t *testing.T) {
	for name, passes := range map[string]int{"before it wakes": 0, "while it gets the lock back": 1} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var c tasks.Condition
				items := 0
				consume := func(ctx context.Context) error {
					return tasks.With(ctx, &c, func(ctx context.Context) error {
						for {
							if err := c.WaitFor(ctx, func() bool { return items != 0 }); err != nil {
								return err
							}
							if items < 0 {
								return nil
							}
							items--
						}
					})
				}
				first, second := goVoid(ctx, consume), goVoid(ctx, consume)
				letPass(t, ctx, 1)
				require.NoError(t, tasks.With(ctx, &c, func(ctx context.Context) error {
					items++
					require.NoError(t, c.Notify(1))
					letPass(t, ctx, passes)
					first.Cancel()
					err := supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
						return c.WaitFor(ctx, func() bool { return items == 0 })
					})
					if err != nil {
						require.ErrorIs(t, err, tasks.ErrTimeout)
					}
					require.Zero(t, items, "the second consumer was not woken")
					items = -1
					return c.NotifyAll()
				}))
				_, err := second.Await(ctx)
				require.NoError(t, err)
				require.True(t, first.Canceled())
			})
		})
	}
}

func TestAWaitWithinAContextThatHasEndedStillGetsTheLockBack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		enough := errors.New("enough")
		within, stop := context.WithCancelCause(ctx)
		stop(enough)
		require.NoError(t, c.Acquire(ctx))
		require.ErrorIs(t, c.Wait(within), enough)
		require.True(t, c.Locked())
	})
}

func TestAWaitWithinAContextThatHasEndedWaitsForItsLock(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		enough := errors.New("enough")
		require.NoError(t, c.Acquire(ctx))
		task := goVoid(ctx, func(ctx context.Context) error {
			within, stop := context.WithCancelCause(ctx)
			stop(enough)
			return c.Wait(within)
		})
		holder := goVoid(ctx, func(ctx context.Context) error {
			return tasks.With(ctx, &c, func(ctx context.Context) error { return tasks.Sleep(ctx, time.Second) })
		})
		letPass(t, ctx, 4)
		require.False(t, task.Finished(), "another task holds the lock")
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, enough)
		require.True(t, holder.Finished())
		require.True(t, c.Locked())
	})
}

func TestAWaitThatCannotGetItsLockBackSaysSo(t *testing.T) {
	var lock tasks.Lock
	contend := tasks.Void(func(ctx context.Context) error {
		return tasks.With(ctx, &lock, tasks.Yield)
	})
	inRun(t, func(ctx context.Context) { // this loop is the lock's
		other := tasks.Go(ctx, contend)
		_, err := contend(ctx)
		require.NoError(t, err)
		_, err = other.Await(ctx)
		require.NoError(t, err)
	})
	condition := tasks.NewCondition(&lock)
	inRun(t, func(ctx context.Context) {
		waits := goVoid(ctx, func(ctx context.Context) error {
			require.NoError(t, condition.Acquire(ctx))
			return condition.Wait(ctx)
		})
		letPass(t, ctx, 1)
		require.NoError(t, condition.Acquire(ctx))
		require.NoError(t, condition.Notify(1))
		_, err := waits.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
		require.True(t, condition.Locked(), "it is not the waiter's to release")
	})
}
