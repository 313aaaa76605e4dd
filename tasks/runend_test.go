package tasks_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// What goes on behind the end of main. The numbers are what CPython 3.13 gives.

// ticksAfterEnd runs main on a loop with a callback that calls itself from main's end on, and
// returns how often it was called. tick, which may be nil, is told each number.
func ticksAfterEnd(t *testing.T, main func(ctx context.Context), tick func(ctx context.Context, n int)) (n int) {
	t.Helper()
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		main(ctx)
		var again func()
		again = func() {
			n++
			if tick != nil {
				tick(ctx, n)
			}
			tasks.LoopOf(ctx).CallSoon(again)
		}
		tasks.LoopOf(ctx).CallSoon(again)
		return nil
	}))
	require.NoError(t, err)
	return n
}

func TestCallbacksGoOnForFourPassesBehindARun(t *testing.T) {
	require.Equal(t, 5, ticksAfterEnd(t, func(context.Context) {}, nil))
}

func TestCallbacksGoOnForFourPassesBehindTheTasksThatARunLeaves(t *testing.T) {
	seen := 0
	var n int
	n = ticksAfterEnd(t, func(ctx context.Context) {
		left := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			err := tasks.Sleep(ctx, time.Hour)
			_ = tasks.Yield(ctx) // it cleans up
			return err
		}))
		_ = tasks.Yield(ctx)
		l := tasks.LoopOf(ctx)
		left.OnDone(func() { l.CallSoon(func() { seen = n }) })
	}, func(_ context.Context, count int) { n = count })
	require.Equal(t, 9, n)
	require.Equal(t, 5, seen)
}

func TestATaskMadeBehindARunMayStillEnd(t *testing.T) {
	var ended string
	n := 0
	ticksAfterEnd(t, func(context.Context) {}, func(ctx context.Context, count int) {
		if n = count; n == 3 {
			tasks.GoOn(ctx, tasks.LoopOf(ctx), tasks.Void(func(ctx context.Context) error {
				_ = tasks.Yield(ctx)
				ended = fmt.Sprintf("ended at %d", n)
				return nil
			}))
		}
	})
	require.Equal(t, "ended at 4", ended)
}

func TestWhatMainPostsIsCalled(t *testing.T) {
	called := false
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		return tasks.LoopOf(ctx).Post(func() { called = true })
	}))
	require.NoError(t, err)
	require.True(t, called)
}

func TestWhatWasQueuedIsCalledByTheCloseOfARunnerThatDidNotRun(t *testing.T) {
	r := tasks.NewRunner()
	called := false
	r.Loop().CallSoon(func() { called = true })
	require.NoError(t, r.Close())
	require.True(t, called)
}

func TestARunWaitsForAThreadThatIsStartedBehindItsTasks(t *testing.T) {
	ended := false
	ticksAfterEnd(t, func(context.Context) {}, func(ctx context.Context, n int) {
		if n == 3 {
			tasks.GoOn(ctx, tasks.LoopOf(ctx), tasks.Void(func(ctx context.Context) error {
				_, err := tasks.ToThread(ctx, func(context.Context) (int, error) { return 0, nil })
				ended = true
				return err
			}))
		}
	})
	require.True(t, ended)
}

func TestCallbacksGoOnForFourPassesBehindABackgroundLoopToo(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	n := 0
	require.NoError(t, l.Post(func() {
		var again func()
		again = func() {
			n++
			l.CallSoon(again)
		}
		l.CallSoon(again)
		l.BeginShutdown()
	}))
	<-l.Done()
	require.Equal(t, 4, n)
}

func TestRunGivesMainsValueBesideTheErrorOfItsEnd(t *testing.T) {
	v, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			err := tasks.Sleep(ctx, time.Hour)
			tasks.Go(ctx, tasks.After(time.Hour, 1)) // made in the shutdown
			return err
		}))
		return 7, tasks.Yield(ctx)
	}, tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	var gone *tasks.ShutdownError
	require.ErrorAs(t, err, &gone)
	require.Equal(t, 7, v)
}
