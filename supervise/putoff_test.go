package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// An operation of a channel that has happened returns no cancellation that came after it: the
// next await does. Here a scope, a timeout or a group, begins or ends in between.

// receiveOne receives from c, to which the loop sends after a second.
func receiveOne(t *testing.T, ctx context.Context, c *tasks.Chan[int]) {
	v, ok, err := c.Recv(ctx)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, 1, v)
}

// inCleanUp runs cleanUp in a task that was canceled before, and at its end requires that no other
// cancellation has come.
func inCleanUp(t *testing.T, ctx context.Context, cleanUp func(ctx context.Context)) {
	t.Helper()
	task := goVoid(ctx, func(ctx context.Context) error {
		tasks.Current(ctx).Cancel()
		require.ErrorIs(t, tasks.Yield(ctx), tasks.ErrCanceled)
		cleanUp(ctx)
		require.NoError(t, tasks.Yield(ctx), "a cancellation was left behind")
		require.Equal(t, 1, tasks.Current(ctx).Canceling())
		return nil
	})
	_, err := task.Await(ctx)
	require.NoError(t, err)
}

func TestALimitThatPassesAfterTheItemCameLeavesNoCancellationInACleanUp(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		c := tasks.NewChan[int](0)
		tasks.LoopOf(ctx).CallLater(time.Second, func() { c.TrySend(1) })
		inCleanUp(t, ctx, func(ctx context.Context) {
			require.NoError(t, supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
				receiveOne(t, ctx, c)
				return nil
			}))
		})
	})
}

func TestTheCancelOfAGroupAfterAnItemCameLeavesNoCancellationInACleanUp(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		c := tasks.NewChan[int](0)
		inCleanUp(t, ctx, func(ctx context.Context) {
			require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				tasks.LoopOf(ctx).CallLater(time.Second, func() { c.TrySend(1); g.Cancel() })
				receiveOne(t, ctx, c)
				return nil
			}))
		})
	})
}

func TestTheCancelOfAGroupInACleanUpIsNoError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inCleanUp(t, ctx, func(ctx context.Context) {
			require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				g.Cancel()
				return tasks.Sleep(ctx, time.Hour)
			}))
		})
	})
}

func TestTheCancelOfAGroupWhoseBodyAwaitsNoMoreLeavesNoCancellationInACleanUp(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inCleanUp(t, ctx, func(ctx context.Context) {
			require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
				g.Cancel()
				return nil
			}))
		})
	})
}

func TestATimeoutDoesNotTakeACancellationThatWaitsForItsFirstAwait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		c := tasks.NewChan[int](0)
		task := goVoid(ctx, func(ctx context.Context) error {
			receiveOne(t, ctx, c)
			return supervise.Timeout(ctx, 0, sleepInScope(1000))
		})
		require.NoError(t, tasks.Yield(ctx))
		require.True(t, c.TrySend(1))
		task.Cancel("from elsewhere")
		_, err := task.Await(ctx)
		require.ErrorContains(t, err, "from elsewhere")
	})
}

func TestATimeoutTakesNoCancellationForOneThatWasPutOffBefore(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		c := tasks.NewChan[int](0)
		task := goVoid(ctx, func(ctx context.Context) error {
			receiveOne(t, ctx, c)
			require.ErrorIs(t, tasks.Yield(ctx), tasks.ErrCanceled)
			tasks.Current(ctx).Cancel()
			return supervise.Timeout(ctx, 0, sleepInScope(1000))
		})
		require.NoError(t, tasks.Yield(ctx))
		require.True(t, c.TrySend(1))
		task.Cancel()
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrTimeout)
	})
}

// A self-cancel, too, waits for the next await.
func TestTheCancelOfAGroupDoesNotTakeACancellationThatWaitsForItsFirstAwait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := goVoid(ctx, func(ctx context.Context) error {
			tasks.Current(ctx).Cancel("from elsewhere")
			return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				g.Cancel()
				return tasks.Sleep(ctx, time.Hour)
			})
		})
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
}

func TestTheCancelOfAnInnerGroupDoesNotTakeTheRequestOfTheOuter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		failed := errors.New("failed")
		err := supervise.WithGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
			supervise.GoIn(outer, tasks.Void(func(context.Context) error { return failed }), tasks.Eager())
			err := supervise.WithGroup(ctx, func(ctx context.Context, inner *supervise.Group) error {
				inner.Cancel()
				return tasks.Sleep(ctx, time.Hour)
			})
			require.ErrorIs(t, err, tasks.ErrCanceled)
			return err
		})
		require.ErrorIs(t, err, failed)
		requireNoTrace(t, ctx)
	})
}

// The test does the other half of the receive while the loop stands still: the item has
// changed hands, and the loop does not know it yet.
func TestACancellationThatIsTakenBackBeforeItIsPutOffIsForgotten(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := make(chan int)
		task := goVoid(ctx, func(ctx context.Context) error {
			v, _, err := tasks.Recv(ctx, ch)
			require.NoError(t, err)
			require.Equal(t, 1, v)
			return supervise.Timeout(ctx, time.Second, sleepInScope(10_000))
		})
		require.NoError(t, tasks.Yield(ctx))
		ch <- 1
		require.True(t, task.Cancel())
		require.Zero(t, task.Uncancel())
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

// As in asyncio: the group takes the request back and makes it anew, which the next await delivers.
func TestATimeoutLeavesTheRequestThatAFailedGroupInsideMakesAnew(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := goVoid(ctx, func(ctx context.Context) error {
			tasks.Current(ctx).Cancel()
			require.ErrorIs(t, tasks.Yield(ctx), tasks.ErrCanceled)
			err := supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
				return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
					goVoidIn(g, func(ctx context.Context) error {
						_ = tasks.Sleep(ctx, time.Hour)
						return errors.New("it failed while it cleaned up")
					})
					return tasks.Sleep(ctx, time.Hour)
				})
			})
			require.ErrorContains(t, err, "it failed while it cleaned up")
			require.ErrorIs(t, tasks.Yield(ctx), tasks.ErrCanceled)
			require.Equal(t, 1, tasks.Current(ctx).Canceling())
			return nil
		})
		_, err := task.Await(ctx)
		require.NoError(t, err)
	})
}

func TestAReceiveThatHasWaitedInACleanUpLeavesNoCancellation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		c := tasks.NewChan[int](0)
		tasks.LoopOf(ctx).CallLater(time.Second, func() { c.TrySend(1) })
		inCleanUp(t, ctx, func(ctx context.Context) { receiveOne(t, ctx, c) })
	})
}

func TestASupervisorThatGivesUpInACleanUpLeavesNoCancellation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inCleanUp(t, ctx, func(ctx context.Context) {
			s := supervise.Supervisor{Intensity: supervise.NeverRestart, Children: []supervise.Child{{Run: sleepThen(1, errOutOfOrder)}}}
			var gaveUp *supervise.GaveUpError
			require.ErrorAs(t, s.Run(ctx), &gaveUp)
		})
	})
}
