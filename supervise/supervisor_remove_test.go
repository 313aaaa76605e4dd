package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAChildThatIsRemovedBeforeItsTurnIsNotStartedAndThoseBehindItAre(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{
			readyChild("a", 10, 0), failingChild("b"), failingChild("c"),
		}})
		letTimePass(ctx, 5)
		require.NoError(t, s.Remove("b"))
		letTimePass(ctx, 20)
		require.Equal(t, []string{"0 start a 1", "10 start c 1"}, tr.take())
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestNobodyWaitsForARemovedChildToBeReady(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		late := stubbornChild("a", 10)
		late.WaitReady = true
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{late, failingChild("b")}})
		letTimePass(ctx, 5)
		require.NoError(t, s.Remove("a"))
		letTimePass(ctx, 20)
		require.Equal(t, []string{"0 start a 1", "5 start b 1", "15 stop a"}, tr.take())
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAChildThatIsRemovedWhileItsSupervisorStopsIsStoppedInItsTurn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{
			failingChild("a"), failingChild("b"), stubbornChild("c", 10),
		}})
		letTimePass(ctx, 1)
		tr.take()
		goVoid(ctx, func(ctx context.Context) error {
			letTimePass(ctx, 5)
			return s.Remove("a")
		})
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"11 stop c", "11 stop b", "11 stop a"}, tr.take())
		require.Len(t, report.Stopped, 3)
	})
}

func TestAChildThatIsAddedWhenTheWholeSetWasRemovedStartsAtTheEndOfTheBackoff(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{
			Strategy: supervise.RestForOne, Backoff: supervise.Backoff{Min: 10 * time.Millisecond},
			Events: tr.event, Children: []supervise.Child{failingChild("a"), failingChild("b", 10)},
		})
		letTimePass(ctx, 15)
		tr.take()
		require.NoError(t, s.Remove("b"))
		require.NoError(t, s.Add(failingChild("c")))
		letTimePass(ctx, 20)
		require.Equal(t, []string{"20 start c 1"}, tr.take())
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestShutdownOutsideATaskStopsNobody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{failingChild("a")}})
		letTimePass(ctx, 1)
		_, err := s.Shutdown(t.Context())
		require.ErrorIs(t, err, tasks.ErrNoTask)
		letTimePass(ctx, 1)
		require.Equal(t, supervise.ChildRunning, s.Children()[0].State)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestNobodyIsAddedWhileASupervisorStops(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{stubbornChild("a", 10)}})
		letTimePass(ctx, 1)
		var late error
		goVoid(ctx, func(ctx context.Context) error {
			letTimePass(ctx, 5)
			late = s.Add(failingChild("b"))
			return nil
		})
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, late, supervise.ErrSupervisorClosed)
		require.Len(t, s.Children(), 1)
	})
}

func TestADecideThatShutsItsSupervisorHasTheLastWord(t *testing.T) {
	for _, strategy := range []supervise.Strategy{supervise.OneForOne, supervise.OneForAll} {
		inRun(t, func(ctx context.Context) {
			tr := newEventTrace(ctx)
			var s *supervise.Supervised
			s = supervise.Start(ctx, supervise.Supervisor{
				Strategy: strategy, Events: tr.event, Children: []supervise.Child{failingChild("a"), failingChild("b", 10)},
				Decide: func(string, error) supervise.Directive {
					tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { _, err := s.Shutdown(ctx); return err }), tasks.Eager())
					return supervise.Restart
				},
			})
			letTimePass(ctx, 20)
			require.Equal(t, []string{"0 start a 1", "0 start b 1", "10 fail b: out of order", "10 stop b", "10 stop a"}, tr.take())
			report, err := s.Shutdown(ctx)
			require.NoError(t, err)
			require.Equal(t, []string{"b"}, report.Idle)
		})
	}
}
