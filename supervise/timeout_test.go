package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// sleepInScope is a body of a timeout that sleeps for a number of milliseconds.
func sleepInScope(ms int) func(ctx context.Context, s *supervise.Scope) error {
	return func(ctx context.Context, _ *supervise.Scope) error { return sleepThen(ms, nil)(ctx) }
}

func TestATimeoutEndsTheBodyAtItsLimit(t *testing.T) {
	const limit = 10 * time.Millisecond
	for name, timeout := range map[string]func(context.Context, func(context.Context, *supervise.Scope) error) error{
		"after": func(ctx context.Context, body func(context.Context, *supervise.Scope) error) error {
			return supervise.Timeout(ctx, limit, body)
		},
		"at": func(ctx context.Context, body func(context.Context, *supervise.Scope) error) error {
			return supervise.TimeoutAt(ctx, tasks.LoopOf(ctx).Now().Add(limit), body)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				start := tasks.LoopOf(ctx).Now()
				var scope *supervise.Scope
				var inBody error
				err := timeout(ctx, func(ctx context.Context, s *supervise.Scope) error {
					scope = s
					inBody = sleepThen(10_000, nil)(ctx)
					return inBody
				})
				require.ErrorIs(t, err, tasks.ErrTimeout)
				require.NotErrorIs(t, err, tasks.ErrCanceled)
				require.ErrorIs(t, inBody, tasks.ErrCanceled)
				require.True(t, scope.Expired())
				require.Equal(t, start.Add(limit), scope.When())
				require.Equal(t, start.Add(limit), tasks.LoopOf(ctx).Now())
				require.Zero(t, tasks.Current(ctx).Canceling())
			})
		})
	}
}

func TestOfTwoTimeoutsAtOnceOnlyTheOuterReportsItself(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		when := tasks.LoopOf(ctx).Now().Add(10 * time.Millisecond)
		var outer, inner *supervise.Scope
		var fromInner error
		err := supervise.TimeoutAt(ctx, when, func(ctx context.Context, s *supervise.Scope) error {
			outer = s
			fromInner = supervise.TimeoutAt(ctx, when, func(ctx context.Context, s *supervise.Scope) error {
				inner = s
				return sleepThen(10_000, nil)(ctx)
			})
			return fromInner
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.ErrorIs(t, fromInner, tasks.ErrCanceled)
		require.True(t, outer.Expired())
		require.True(t, inner.Expired())
	})
}

func TestABodyThatIsInTimeDoesNotTimeOut(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var scope *supervise.Scope
		require.NoError(t, supervise.Timeout(ctx, 10*time.Second, func(ctx context.Context, s *supervise.Scope) error {
			scope = s
			return sleepThen(10, nil)(ctx)
		}))
		require.False(t, scope.Expired())
		require.True(t, scope.When().After(tasks.LoopOf(ctx).Now()))
		require.NoError(t, sleepThen(20_000, nil)(ctx), "the timer was not stopped")
	})
}

func TestATimeoutWithoutALimitNeverPasses(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		body := func(ctx context.Context, s *supervise.Scope) error {
			require.True(t, s.When().IsZero())
			require.Equal(t, "timeout (active)", s.String())
			err := sleepThen(10_000, nil)(ctx)
			require.False(t, s.Expired())
			return err
		}
		require.NoError(t, supervise.Timeout(ctx, supervise.NoLimit, body))
		require.NoError(t, supervise.TimeoutAt(ctx, time.Time{}, body))
	})
}

func TestATimeoutWithoutTimeEndsTheBodyAtItsFirstSuspension(t *testing.T) {
	for _, limit := range []time.Duration{0, -11 * time.Second} {
		for _, ms := range []int{10_000, 0} {
			t.Run(fmt.Sprintf("%v, sleep %d", limit, ms), func(t *testing.T) {
				inRun(t, func(ctx context.Context) {
					start := tasks.LoopOf(ctx).Now()
					var scope *supervise.Scope
					entered := false
					err := supervise.Timeout(ctx, limit, func(ctx context.Context, s *supervise.Scope) error {
						scope, entered = s, true
						return sleepThen(ms, nil)(ctx)
					})
					require.ErrorIs(t, err, tasks.ErrTimeout)
					require.True(t, entered)
					require.True(t, scope.Expired())
					require.Equal(t, start.Add(limit), scope.When())
					require.Equal(t, start, tasks.LoopOf(ctx).Now())
				})
			})
		}
	}
}

func TestABodyThatDoesNotSuspendDoesNotTimeOut(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.NoError(t, supervise.Timeout(ctx, 0, func(context.Context, *supervise.Scope) error { return nil }))
		require.NoError(t, tasks.Yield(ctx))
	})
}

func TestAnErrorOfTheBodyPassesThroughATimeout(t *testing.T) {
	for name, c := range map[string]struct {
		body    func(ctx context.Context) error
		expired bool
	}{
		"in time":                 {body: func(context.Context) error { return errFirst }},
		"after the limit":         {body: failWhenCanceled(errFirst), expired: true},
		"several after the limit": {body: failWhenCanceled(errors.Join(errSecond, errFirst)), expired: true},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var scope *supervise.Scope
				err := supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, s *supervise.Scope) error {
					scope = s
					return c.body(ctx)
				})
				require.ErrorIs(t, err, errFirst)
				require.NotErrorIs(t, err, tasks.ErrTimeout)
				require.Equal(t, c.expired, scope.Expired())
				require.Zero(t, tasks.Current(ctx).Canceling())
			})
		})
	}
}

func TestACleanUpThatIsCanceledTimesOut(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) (err error) {
			defer func() {
				if canceled := sleepThen(1000, nil)(ctx); canceled != nil {
					err = fmt.Errorf("the clean-up: %w", canceled)
				}
			}()
			return errFirst
		})
		var timeout *tasks.TimeoutError
		require.ErrorAs(t, err, &timeout)
	})
}

func TestACancellationFromElsewhereIsNoTimeout(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := goVoid(ctx, func(ctx context.Context) error {
			return supervise.Timeout(ctx, 10*time.Second, func(ctx context.Context, s *supervise.Scope) error {
				tasks.Current(ctx).Cancel()
				err := sleepThen(10_000, nil)(ctx)
				require.False(t, s.Expired())
				return err
			})
		})
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.True(t, task.Canceled())
	})
}

func TestACancellationBesideTheLimitIsNoTimeout(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := goVoid(ctx, func(ctx context.Context) error {
			return supervise.Timeout(ctx, 10*time.Millisecond, func(ctx context.Context, s *supervise.Scope) error {
				canceled := sleepThen(1000, nil)(ctx)
				require.True(t, s.Expired())
				tasks.Current(ctx).Cancel("from elsewhere")
				return canceled
			})
		})
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, 1, task.Canceling())
	})
}

func TestATimeoutDoesNotCancelTheTaskAroundIt(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := goVoid(ctx, func(ctx context.Context) error {
			err := supervise.Timeout(ctx, time.Millisecond, sleepInScope(10_000))
			require.ErrorIs(t, err, tasks.ErrTimeout)
			return nil
		})
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.False(t, task.Canceled())
	})
}

func TestATimeoutNeedsATask(t *testing.T) {
	entered := false
	body := func(context.Context, *supervise.Scope) error { entered = true; return nil }
	require.ErrorIs(t, supervise.Timeout(t.Context(), time.Second, body), tasks.ErrNoTask)
	require.ErrorIs(t, supervise.TimeoutAt(t.Context(), time.Time{}, body), tasks.ErrNoTask)
	require.False(t, entered)
}

func TestATimeoutWhoseLimitWasMovedTellsNoLimit(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.Timeout(ctx, time.Hour, func(ctx context.Context, s *supervise.Scope) error {
			require.NoError(t, s.Reschedule(tasks.LoopOf(ctx).Now().Add(time.Second)))
			return tasks.Sleep(ctx, time.Minute)
		})
		var late *tasks.TimeoutError
		require.ErrorAs(t, err, &late)
		require.Zero(t, late.After)
	})
}
