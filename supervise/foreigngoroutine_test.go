package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Without debug mode this is a race; with it the race detector finds none.
func TestGoInOnAForeignGoroutineIsRefusedInDebugMode(t *testing.T) {
	main := tasks.Void(func(ctx context.Context) error {
		return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
				return 0, supervise.GoIn(g, tasks.After(0, 1)).Err()
			})
			require.ErrorIs(t, err, tasks.ErrForeignGoroutine)
			require.Zero(t, g.Children().Left())
			return nil
		})
	})
	_, err := tasks.Run(t.Context(), main, tasks.VirtualClock(), tasks.Debug(true))
	require.NoError(t, err)
}

func TestSpawnOnABackgroundLoopThatHasShutSaysSoInDebugMode(t *testing.T) {
	l, err := tasks.Start(tasks.Debug(true))
	require.NoError(t, err)
	require.NoError(t, l.Shutdown(t.Context()))
	_, err = supervise.SpawnOn(t.Context(), l, supervise.Actor{Handle: func(context.Context, any) (any, error) { return nil, nil }})
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
}

// elsewhere calls fn on a foreign goroutine.
func elsewhere(ctx context.Context, fn func() error) error {
	_, err := tasks.ToThread(ctx, tasks.Void(func(context.Context) error { return fn() }))
	return err
}

// inDebugMode runs body and returns what was reported.
func inDebugMode(t *testing.T, body func(ctx context.Context)) []tasks.Report {
	t.Helper()
	return reportsOf(t, body, tasks.Debug(true))
}

func TestASupervisorsChildrenAreNotChangedOnAForeignGoroutineInDebugMode(t *testing.T) {
	require.Empty(t, inDebugMode(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{failingChild("a")}})
		letTimePass(ctx, 1)
		require.ErrorIs(t, elsewhere(ctx, func() error { return s.Add(failingChild("b")) }), tasks.ErrForeignGoroutine)
		require.ErrorIs(t, elsewhere(ctx, func() error { return s.Remove("a") }), tasks.ErrForeignGoroutine)
		letTimePass(ctx, 1)
		require.Equal(t, []supervise.ChildInfo{{Name: "a", State: supervise.ChildRunning}}, s.Children())
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	}))
}

func TestReadyOnAForeignGoroutineIsReportedInDebugModeAndCountsAllTheSame(t *testing.T) {
	reports := inDebugMode(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{{Name: "a", WaitReady: true, Run: func(ctx context.Context) error {
			require.NoError(t, elsewhere(ctx, func() error { supervise.Ready(ctx); return nil }))
			return stay(ctx)
		}}}})
		letTimePass(ctx, 10)
		require.Equal(t, supervise.ChildRunning, s.Children()[0].State)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
	require.Len(t, reports, 1)
	require.Equal(t, "Ready was called outside its loop", reports[0].Message)
}

func TestRescheduleOnAForeignGoroutineIsReportedInDebugModeAndCountsAllTheSame(t *testing.T) {
	reports := inDebugMode(t, func(ctx context.Context) {
		require.NoError(t, supervise.Timeout(ctx, time.Second, func(ctx context.Context, s *supervise.Scope) error {
			require.NoError(t, elsewhere(ctx, func() error { return s.Reschedule(s.When().Add(time.Hour)) }))
			return tasks.Sleep(ctx, time.Minute)
		}))
	})
	require.Len(t, reports, 1)
	require.Equal(t, "Reschedule was called outside its loop", reports[0].Message)
}
