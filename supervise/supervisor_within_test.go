package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// What Decide and Rand are asked about may be over when they have answered.

// seesToIt are ways in which a function that a supervisor calls ends it, or a child.
var seesToIt = map[string]func(ctx context.Context, s *supervise.Supervised) error{
	"remove": func(_ context.Context, s *supervise.Supervised) error { return s.Remove("worker") },
	"cancel": func(_ context.Context, s *supervise.Supervised) error { s.Cancel(); return nil },
	"shut down": func(ctx context.Context, s *supervise.Supervised) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { _, err := s.Shutdown(ctx); return err }), tasks.Eager())
		return nil
	},
}

// afterFailure runs a supervisor with a child that fails once. within changes it, and is given what
// the supervisor's functions are to call. It returns how often the child ran, and how the
// supervisor has ended.
func afterFailure(t *testing.T, see func(context.Context, *supervise.Supervised) error, within func(conf *supervise.Supervisor, see func())) (runs int, ended error) {
	t.Helper()
	inLoggedRun(t, func(ctx context.Context) {
		child, ran := failsOnce(func() {})
		conf := supervise.Supervisor{Events: func(supervise.Event) {}, Intensity: 3, Children: []supervise.Child{child}}
		var s *supervise.Supervised
		var seen error
		within(&conf, func() { seen = see(ctx, s) })
		s = supervise.Start(ctx, conf)
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.NoError(t, seen)
		runs = *ran
		_, ended = s.Shutdown(ctx)
	})
	return runs, ended
}

func TestAChildThatItsBackoffsRandRemovesIsNotStartedAgain(t *testing.T) {
	for name, see := range seesToIt {
		t.Run(name, func(t *testing.T) {
			runs, err := afterFailure(t, see, func(conf *supervise.Supervisor, see func()) {
				conf.Backoff = supervise.Backoff{Min: time.Second, Jitter: 0.5, Rand: func() float64 { see(); return 0 }}
			})
			require.NoError(t, err)
			require.Equal(t, 1, runs)
		})
	}
}

func TestAChildThatDecideRemovesIsNotStartedAgain(t *testing.T) {
	for name, see := range seesToIt {
		for _, said := range []supervise.Directive{supervise.Restart, supervise.Stop} {
			t.Run(name+", "+said.String(), func(t *testing.T) {
				runs, err := afterFailure(t, see, func(conf *supervise.Supervisor, see func()) {
					conf.Backoff.Min = time.Second
					conf.Decide = func(string, error) supervise.Directive { see(); return said }
				})
				require.NoError(t, err)
				require.Equal(t, 1, runs)
			})
		}
	}
}

func TestASupervisorThatDecideShutsDownDoesNotGiveUp(t *testing.T) {
	_, err := afterFailure(t, seesToIt["shut down"], func(conf *supervise.Supervisor, see func()) {
		conf.Decide = func(string, error) supervise.Directive { see(); return supervise.Escalate }
	})
	require.NoError(t, err)
}
