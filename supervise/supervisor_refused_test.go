package supervise_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestTheShutdownOfASupervisorThatCouldNotBeSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		supervisor supervise.Supervisor
		want       error
		idle       []string
	}{
		"two of one name": {supervise.Supervisor{Children: []supervise.Child{failingChild("a"), failingChild("a")}}, supervise.ErrChildExists, []string{"a", "a"}},
		"no Run":          {supervise.Supervisor{Children: []supervise.Child{failingChild("a"), {}, failingChild("")}}, tasks.ErrNilFunc, []string{"a", "child-2", "child-3"}},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				s := supervise.Start(ctx, c.supervisor)
				for range 2 {
					report, err := s.Shutdown(ctx)
					require.ErrorIs(t, err, c.want)
					require.Equal(t, &supervise.ShutdownReport{Idle: c.idle}, report, "each child is in one of the lists")
				}
				require.Len(t, s.Children(), len(c.idle))
			})
		})
	}
}

func TestAddToASupervisorThatCouldNotBeSaysWhy(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Backoff: supervise.Backoff{Max: time.Second}})
		err := s.Add(failingChild("a"))
		require.ErrorIs(t, err, supervise.ErrSupervisorClosed)
		require.ErrorIs(t, err, s.Err())
	})
}

func TestTheShutdownOfASupervisorWithoutATaskSaysSo(t *testing.T) {
	s := supervise.Start(t.Context(), supervise.Supervisor{Children: []supervise.Child{failingChild("a")}})
	report, err := s.Shutdown(t.Context())
	require.ErrorIs(t, err, tasks.ErrNoTask)
	require.Equal(t, []string{"a"}, report.Idle)
}

func TestASupervisorWithoutATaskReportsNothingElse(t *testing.T) {
	var log panicLog
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })

	s := supervise.Start(t.Context(), supervise.Supervisor{Children: []supervise.Child{failingChild("a")}})
	require.ErrorIs(t, s.Err(), tasks.ErrNoTask)
	require.False(t, log.panicked.Load())
}

// panicLog looks for panics in what is logged, on any goroutine.
type panicLog struct{ panicked atomic.Bool }

func (l *panicLog) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("a callback panicked")) {
		l.panicked.Store(true)
	}
	return len(line), nil
}

func TestACancellationIsNoErrorOfTheShutdown(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for name, end := range map[string]func(s *supervise.Supervised, cancel context.CancelCauseFunc){
			"Cancel":            func(s *supervise.Supervised, _ context.CancelCauseFunc) { s.Cancel() },
			"a derived context": func(_ *supervise.Supervised, cancel context.CancelCauseFunc) { cancel(errors.New("that will do")) },
		} {
			derived, cancel := context.WithCancelCause(ctx)
			s := supervise.Start(derived, supervise.Supervisor{Children: []supervise.Child{failingChild("a")}})
			letTimePass(ctx, 1)
			end(s, cancel)
			_, err := s.Await(ctx)
			require.Error(t, err, name)
			report, err := s.Shutdown(ctx)
			require.NoError(t, err, name)
			require.Len(t, report.Stopped, 1, name)
			cancel(nil)
		}
	})
}
