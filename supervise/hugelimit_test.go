package supervise_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// limited are the functions that take a limit, each as one that waits for an
// hour and says whether it got the end of that.
var limited = map[string]func(ctx context.Context, limit time.Duration) error{
	"WaitFor": func(ctx context.Context, limit time.Duration) error {
		_, err := supervise.WaitFor[int](ctx, tasks.After(time.Hour, 1), limit)
		return err
	},
	"Timeout": func(ctx context.Context, limit time.Duration) error {
		return supervise.Timeout(ctx, limit, func(ctx context.Context, _ *supervise.Scope) error {
			return tasks.Sleep(ctx, time.Hour)
		})
	},
	"Wait": func(ctx context.Context, limit time.Duration) error {
		task := tasks.Go(ctx, tasks.After(time.Hour, 1))
		_, pending, err := supervise.Wait(ctx, []tasks.Handle{task}, supervise.AllCompleted, limit)
		if err == nil && len(pending) > 0 {
			task.Cancel()
			err = tasks.ErrTimeout
		}
		return err
	},
	"AsCompleted": func(ctx context.Context, limit time.Duration) (err error) {
		task := tasks.Go(ctx, tasks.After(time.Hour, 1))
		for _, err = range supervise.AsCompleted[int](ctx, limit, task) {
			task.Cancel()
		}
		return err
	},
}

func TestTheLongestLimitDoesNotPass(t *testing.T) {
	for name, wait := range limited {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				for range 2 { // the second time, now and the limit are more than fits
					began := tasks.LoopOf(ctx).Now()
					require.NoError(t, wait(ctx, math.MaxInt64))
					require.Equal(t, time.Hour, tasks.LoopOf(ctx).Now().Sub(began))
				}
			})
		})
	}
}

func TestANegativeLimitHasPassed(t *testing.T) {
	for name, wait := range limited {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				began := tasks.LoopOf(ctx).Now()
				for _, limit := range []time.Duration{-1, -time.Hour, supervise.NoLimit + 1} {
					require.ErrorIs(t, wait(ctx, limit), tasks.ErrTimeout)
				}
				require.Equal(t, began, tasks.LoopOf(ctx).Now())
				require.NoError(t, tasks.Yield(ctx))
				require.Zero(t, tasks.Current(ctx).Canceling())
			})
		})
	}
}

func TestALimitAtTheEndOfTimeDoesNotPass(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		end := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
		require.NoError(t, supervise.TimeoutAt(ctx, end, func(ctx context.Context, s *supervise.Scope) error {
			require.Equal(t, end, s.When())
			return tasks.Sleep(ctx, time.Hour)
		}))
	})
}

func TestTheDelaysOfARaceMayBeHugeOrNegative(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for _, c := range []struct {
			delay  time.Duration
			winner int
		}{{math.MaxInt64, 0}, {-time.Hour, 1}} {
			_, winner, err := supervise.Race(ctx, c.delay, tasks.After(time.Hour, 1), tasks.After(time.Minute, 2))
			require.NoError(t, err)
			require.Equal(t, c.winner, winner)
		}
	})
}
