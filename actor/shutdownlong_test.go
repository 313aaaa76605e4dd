package actor_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// endsAfter runs a task that drops the errors of its awaits, for so long after the end of the
// run, and returns what was reported.
func endsAfter(t *testing.T, long time.Duration) (got []actor.Report) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.Go(ctx, func(ctx context.Context) (int, error) {
				for began := time.Now(); time.Since(began) < long; {
					_ = tasks.Sleep(ctx, time.Second)
				}
				return 0, nil
			}, tasks.Name("ticker"))
			return tasks.Yield(ctx)
		}), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r) }))
		require.NoError(t, err)
	})
	return got
}

func TestAShutdownThatTakesLongSaysOnceForWhomItWaits(t *testing.T) {
	got := endsAfter(t, time.Minute)
	require.Len(t, got, 1)
	require.Contains(t, got[0].Message, `"ticker" waits for sleep`)
}

func TestAShutdownThatEndsSoonSaysNothing(t *testing.T) {
	require.Empty(t, endsAfter(t, 3*time.Second))
}

// threadGoesOn runs a thread that does not look at its context, for so long after the end of the
// run, and returns what was reported.
func threadGoesOn(t *testing.T, long time.Duration) (got []actor.Report) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.InExecutor(ctx, nil, func(context.Context) (int, error) {
				time.Sleep(long) // of the bubble: the thread does not look at its context
				return 0, nil
			})
			return nil
		}), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r) }))
		require.NoError(t, err)
	})
	return got
}

func TestAShutdownThatTakesLongSaysOnceForWhichThreadItWaits(t *testing.T) {
	got := threadGoesOn(t, time.Minute)
	require.Len(t, got, 1)
	require.Contains(t, got[0].Message, "waits for threads")
	require.Contains(t, got[0].Message, "threadGoesOn")
}

func TestAShutdownThatWaitsALittleForAThreadSaysNothing(t *testing.T) {
	require.Empty(t, threadGoesOn(t, 3*time.Second))
}

// tasksGoOn is what is reported when a shutdown waits a minute for n tasks that drop its cancellation.
func tasksGoOn(t *testing.T, n int) (got []actor.Report) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			for range n {
				tasks.Go(ctx, func(ctx context.Context) (int, error) {
					_ = tasks.Sleep(ctx, time.Hour)
					return 0, tasks.Sleep(ctx, time.Minute)
				})
			}
			return tasks.Yield(ctx)
		}), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r) }))
		require.NoError(t, err)
	})
	return got
}

func TestAShutdownThatWaitsForManyNamesFiveTasks(t *testing.T) {
	got := tasksGoOn(t, 7)
	require.Len(t, got, 1)
	require.Equal(t, 5, strings.Count(got[0].Message, "waits for sleep"))
	require.True(t, strings.HasSuffix(got[0].Message, ", …"), got[0].Message)
}

func TestAShutdownThatWaitsForFiveTasksNamesThemAndNoMore(t *testing.T) {
	got := tasksGoOn(t, 5)
	require.Len(t, got, 1)
	require.Equal(t, 5, strings.Count(got[0].Message, "waits for sleep"))
	require.NotContains(t, got[0].Message, "…")
}

func TestAShutdownThatWaitsForManyNamesFiveThreads(t *testing.T) {
	var got []actor.Report
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			for range 7 {
				tasks.InExecutor(ctx, nil, func(context.Context) (int, error) {
					time.Sleep(time.Minute) // of the bubble
					return 0, nil
				})
			}
			return nil
		}), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r) }))
		require.NoError(t, err)
	})
	require.Len(t, got, 1)
	require.Equal(t, 5, strings.Count(got[0].Message, "NamesFiveThreads"))
	require.True(t, strings.HasSuffix(got[0].Message, ", …"), got[0].Message)
}
