package supervise_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAnOuterTimeoutThatPassesFirstCancelsTheInner(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		start := tasks.LoopOf(ctx).Now()
		var inner *supervise.Scope
		err := supervise.Timeout(ctx, 2*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
			err := supervise.Timeout(ctx, 100*time.Millisecond, func(ctx context.Context, s *supervise.Scope) error {
				inner = s
				return sleepThen(1000, nil)(ctx)
			})
			require.ErrorIs(t, err, tasks.ErrCanceled)
			require.False(t, inner.Expired())
			return err
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.Equal(t, 2*time.Millisecond, tasks.LoopOf(ctx).Now().Sub(start))
	})
}

func TestAnOuterTimeoutEndsWhatFollowsAnInnerOne(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		start := tasks.LoopOf(ctx).Now()
		err := supervise.Timeout(ctx, 100*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
			err := supervise.Timeout(ctx, 10*time.Millisecond, sleepInScope(1000))
			require.ErrorIs(t, err, tasks.ErrTimeout)
			return sleepThen(10_000, nil)(ctx)
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.Equal(t, 100*time.Millisecond, tasks.LoopOf(ctx).Now().Sub(start))
	})
}

func TestTimeoutsThatPassedWhileTheLoopWasBusyReportThemselvesInTurn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		l := tasks.LoopOf(ctx)
		now := l.Now()
		// A limit in the past is what a step that took too long leaves.
		err := supervise.Timeout(ctx, time.Second, func(ctx context.Context, outer *supervise.Scope) error {
			err := supervise.Timeout(ctx, time.Second, func(ctx context.Context, inner *supervise.Scope) error {
				require.NoError(t, inner.Reschedule(now.Add(-time.Millisecond)))
				canceled := sleepThen(1000, nil)(ctx)
				require.NoError(t, outer.Reschedule(now.Add(-2*time.Millisecond)))
				return canceled
			})
			require.ErrorIs(t, err, tasks.ErrTimeout)
			return sleepThen(1000, nil)(ctx)
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.Equal(t, now, l.Now())
	})
}

// Both limits pass during one step. Each makes a request, the task learns of both at
// once, and only the outer scope sees the last of them taken back.
func TestOfTwoTimeoutsThatPassedDuringOneStepOnlyTheOuterReportsItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			start := tasks.LoopOf(ctx).Now()
			var inner *supervise.Scope
			var fromInner error
			err := supervise.Timeout(ctx, 100*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
				fromInner = supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, s *supervise.Scope) error {
					inner = s
					time.Sleep(100 * time.Millisecond) // the loop is busy, on the bubble's clock
					return sleepThen(1000, nil)(ctx)
				})
				require.Equal(t, 1, tasks.Current(ctx).Canceling(), "the outer scope's request")
				return fromInner
			})
			require.ErrorIs(t, fromInner, tasks.ErrCanceled)
			require.True(t, inner.Expired())
			require.ErrorIs(t, err, tasks.ErrTimeout)
			require.Zero(t, tasks.Current(ctx).Canceling())
			require.Equal(t, 100*time.Millisecond, tasks.LoopOf(ctx).Now().Sub(start))
			return tasks.Yield(ctx)
		}), tasks.SlowStep(time.Second))
		require.NoError(t, err)
	})
}

func TestALimitCanBeMovedAndTakenAway(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		first := tasks.LoopOf(ctx).Now().Add(10 * time.Second)
		second := first.Add(20 * time.Second)
		scopes := tasks.NewFuture[*supervise.Scope](ctx)
		task := goVoid(ctx, func(ctx context.Context) error {
			return supervise.TimeoutAt(ctx, first, func(ctx context.Context, s *supervise.Scope) error {
				require.NoError(t, scopes.SetResult(s))
				return sleepThen(50_000, nil)(ctx)
			})
		})
		s, err := scopes.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, first, s.When())
		require.NoError(t, s.Reschedule(second))
		require.Equal(t, second, s.When())
		require.NoError(t, sleepThen(20_000, nil)(ctx))
		require.False(t, task.Finished(), "the first limit counts no more")
		require.NoError(t, s.Reschedule(time.Time{}))
		require.True(t, s.When().IsZero())

		task.Cancel()
		_, err = task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.False(t, s.Expired())
	})
}

func TestAMovedLimitIsTheOneThatEndsTheBody(t *testing.T) {
	for name, moved := range map[string]time.Duration{"earlier": time.Second, "later": 30 * time.Second} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				start := tasks.LoopOf(ctx).Now()
				err := supervise.Timeout(ctx, 10*time.Second, func(ctx context.Context, s *supervise.Scope) error {
					require.NoError(t, s.Reschedule(start.Add(moved)))
					return sleepThen(60_000, nil)(ctx)
				})
				require.ErrorIs(t, err, tasks.ErrTimeout)
				require.Equal(t, moved, tasks.LoopOf(ctx).Now().Sub(start))
			})
		})
	}
}

func TestAScopeSaysWhatStateItIsInAndRefusesToMoveAfterwards(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := tasks.LoopOf(ctx).Now().Add(time.Minute)
		var scope *supervise.Scope
		require.NoError(t, supervise.Timeout(ctx, 10*time.Second, func(ctx context.Context, s *supervise.Scope) error {
			scope = s
			require.Equal(t, "timeout (active)", s.String())
			return tasks.Yield(ctx)
		}))
		require.Equal(t, "timeout (finished)", scope.String())
		require.ErrorIs(t, scope.Reschedule(later), supervise.ErrScope)
		require.ErrorContains(t, scope.Reschedule(later), "finished")

		err := supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, s *supervise.Scope) error {
			scope = s
			canceled := sleepThen(1000, nil)(ctx)
			require.Equal(t, "timeout (expiring)", s.String())
			require.ErrorIs(t, s.Reschedule(later), supervise.ErrScope)
			require.ErrorContains(t, s.Reschedule(later), "expiring")
			return canceled
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.Equal(t, "timeout (expired)", scope.String())
		require.ErrorIs(t, scope.Reschedule(later), supervise.ErrScope)
		require.ErrorContains(t, scope.Reschedule(later), "expired")
	})
}

func TestAScopeThatWasNotEnteredRefusesToMove(t *testing.T) {
	var s supervise.Scope
	require.ErrorIs(t, s.Reschedule(time.Time{}), supervise.ErrScope)
	require.ErrorContains(t, s.Reschedule(time.Time{}), "not entered")
	require.False(t, s.Expired())
}

func TestABodyThatRefusesItsTimeoutGoesOn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.NoError(t, supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
			require.ErrorIs(t, sleepThen(1000, nil)(ctx), tasks.ErrCanceled)
			return sleepThen(1000, nil)(ctx)
		}))
		require.Zero(t, tasks.Current(ctx).Canceling())
	})
}

func TestATimeoutWorksWhileAnotherCleansUp(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
			canceled := sleepThen(1000, nil)(ctx)
			require.ErrorIs(t, canceled, tasks.ErrCanceled)
			err := supervise.Timeout(ctx, 10*time.Millisecond, sleepInScope(10_000))
			require.ErrorIs(t, err, tasks.ErrTimeout)
			return canceled
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
	})
}

func TestATimeoutWorksAfterACancellation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := goVoid(ctx, func(ctx context.Context) error {
			tasks.Current(ctx).Cancel()
			require.ErrorIs(t, sleepThen(1000, nil)(ctx), tasks.ErrCanceled)

			err := supervise.Timeout(ctx, 0, sleepInScope(1000))
			require.ErrorIs(t, err, tasks.ErrTimeout)
			require.Equal(t, 1, tasks.Current(ctx).Canceling())

			err = supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
				tasks.Current(ctx).Cancel()
				return sleepThen(2000, nil)(ctx)
			})
			require.ErrorIs(t, err, tasks.ErrCanceled)
			require.Equal(t, 2, tasks.Current(ctx).Canceling())
			return nil
		})
		_, err := task.Await(ctx)
		require.NoError(t, err)
	})
}

func TestErrorsOfAGroupPassThroughATimeout(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
			return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				goVoidIn(g, failWhenCanceled(errFirst))
				return sleepThen(1000, nil)(ctx)
			})
		})
		requireGroupError(t, err, errFirst)
		require.Zero(t, tasks.Current(ctx).Canceling())
		require.NoError(t, tasks.Yield(ctx))
	})
}

func TestATimeoutOfAGroupWithoutErrorsTimesOut(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var inside *tasks.Task[struct{}]
		err := supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
			return supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
				inside = goVoidIn(g, sleepThen(1000, nil))
				return nil
			})
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.True(t, inside.Canceled())
	})
}
