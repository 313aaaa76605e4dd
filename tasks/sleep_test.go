package tasks_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestSleepTakesItsTimeOfTheLoopsClock(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		loop := tasks.LoopOf(ctx)
		start := loop.Now()
		sleeper := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			if err := tasks.Sleep(ctx, 50*time.Millisecond); err != nil {
				return "", err
			}
			require.Equal(t, 50*time.Millisecond, loop.Now().Sub(start))
			return tasks.After(50*time.Millisecond, "yeah").Await(ctx)
		})
		got, err := sleeper.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "yeah", got)
		require.Equal(t, 100*time.Millisecond, loop.Now().Sub(start))
	})
}

// A timer that was left behind would move a virtual clock.
func TestACanceledSleepLeavesNoTimer(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	start := r.Loop().Now()
	_, err := tasks.RunWith(t.Context(), r, func(ctx context.Context) (int, error) {
		sleeper := tasks.Go(ctx, tasks.After(10*time.Second, "yeah"))
		letPass(t, ctx, 10)
		require.True(t, sleeper.Cancel())
		letPass(t, ctx, 10)
		require.True(t, sleeper.Canceled())
		return tasks.NewFuture[int](ctx).Await(ctx)
	})
	var stuck *tasks.DeadlockError
	require.ErrorAs(t, err, &stuck)
	require.Equal(t, start, r.Loop().Now())
	require.NoError(t, r.Close())
}

func TestCancelInterruptsASleep(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		loop := tasks.LoopOf(ctx)
		start := loop.Now()
		sleeper := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			return tasks.Sleep(ctx, 5000*time.Second)
		}))
		loop.CallLater(100*time.Millisecond, func() { sleeper.Cancel() })
		_, err := sleeper.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, 100*time.Millisecond, loop.Now().Sub(start))
	})
}

func TestASleepOfZeroOrLessLetsOthersRunFirst(t *testing.T) {
	for name, sleep := range map[string]func(ctx context.Context) error{
		"zero":     func(ctx context.Context) error { return tasks.Sleep(ctx, 0) },
		"negative": func(ctx context.Context) error { return tasks.Sleep(ctx, -time.Second) },
		"yield":    tasks.Yield,
		"after": func(ctx context.Context) error {
			v, err := tasks.After(0, 10).Await(ctx)
			if err == nil && v != 10 {
				err = fmt.Errorf("After gave %d", v)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				loop := tasks.LoopOf(ctx)
				start := loop.Now()
				called := false
				loop.CallSoon(func() { called = true })
				require.False(t, called)
				require.NoError(t, sleep(ctx))
				require.True(t, called)
				require.Equal(t, start, loop.Now())
			})
		})
	}
}
