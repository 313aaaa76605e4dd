package supervise_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// svDelays are how long each restart of a child that fails at once waited.
func svDelays(t *testing.T, n int, b supervise.Backoff) (delays []time.Duration) {
	syRun(t, func(ctx context.Context) {
		s := supervise.Supervisor{
			Intensity: n, Period: supervise.NoLimit, Backoff: b,
			Children: []supervise.Child{{Name: "a", Run: sySleep(1, errSv)}},
			Events: func(e supervise.Event) {
				if r, ok := e.(supervise.Restarted); ok {
					delays = append(delays, r.After)
				}
			},
		}
		require.ErrorIs(t, s.Run(ctx), errSv)
	})
	require.Len(t, delays, n)
	return delays
}

func TestABackoffGrowsUpToItsMaximum(t *testing.T) {
	require.Equal(t, []time.Duration{100 * svMs, 200 * svMs, 400 * svMs, 500 * svMs, 500 * svMs},
		svDelays(t, 5, supervise.Backoff{Min: 100 * svMs, Max: 500 * svMs}))
	require.Equal(t, []time.Duration{100 * svMs, 150 * svMs, 225 * svMs},
		svDelays(t, 3, supervise.Backoff{Min: 100 * svMs, Factor: 1.5}))
	delays := svDelays(t, 2000, supervise.Backoff{Min: 1})
	require.Equal(t, time.Minute, delays[1999])
	require.Equal(t, 2*time.Hour, svDelays(t, 2, supervise.Backoff{Min: 2 * time.Hour})[1])
}

func TestJitterIsRepeatableAndNeverLetsABackoffShrink(t *testing.T) {
	jittered := func() []time.Duration {
		return svDelays(t, 20, supervise.Backoff{Min: 100 * svMs, Max: time.Second, Factor: 1.1, Jitter: 0.5, Rand: rand.New(rand.NewPCG(1, 2)).Float64})
	}
	delays := jittered()
	require.Equal(t, delays, jittered())
	require.IsNonDecreasing(t, delays)
	plain := svDelays(t, 20, supervise.Backoff{Min: 100 * svMs, Max: time.Second, Factor: 1.1})
	for i := range delays {
		require.LessOrEqual(t, delays[i], plain[i])
		require.GreaterOrEqual(t, delays[i], plain[i]/2)
	}
	require.NotEqual(t, plain, delays)
}

func TestJitterWithoutASourceIsRandom(t *testing.T) {
	delays := svDelays(t, 1, supervise.Backoff{Min: time.Second, Jitter: 1})
	require.LessOrEqual(t, delays[0], time.Second)
}

func TestABackoffBeginsAnewAfterALongRun(t *testing.T) {
	syRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{
			Intensity: 10, Period: time.Second, Backoff: supervise.Backoff{Min: 100 * svMs},
			Children: []supervise.Child{svChild("a", 1, 1, 1000, 1001)},
			Events: func(e supervise.Event) {
				if r, ok := e.(supervise.Restarted); ok {
					tr.note("after %d", r.After/svMs)
				}
			},
		})
		svPass(ctx, 10000)
		require.Equal(t, []string{"101 after 100", "302 after 200", "1702 after 400", "2803 after 100"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestASupervisorThatWaitsForABackoffStopsAtOnce(t *testing.T) {
	for _, strategy := range []supervise.Strategy{supervise.OneForOne, supervise.OneForAll} {
		syRun(t, func(ctx context.Context) {
			tr := newSvTrace(ctx)
			s := supervise.Start(ctx, supervise.Supervisor{Strategy: strategy, Backoff: supervise.Backoff{Min: time.Hour}, Events: func(supervise.Event) {}, Children: []supervise.Child{svChild("a", 1)}})
			svPass(ctx, 5)
			report, err := s.Shutdown(ctx)
			require.NoError(t, err)
			require.Equal(t, []string{"a"}, report.Idle)
			require.Equal(t, 5, tr.now())
		})
	}
}

func TestRestartsThatWaitForTheirBackoffCount(t *testing.T) {
	// The second is decided before the first has been: they would be 9 ms apart.
	syRun(t, func(ctx context.Context) {
		child := func(name string, at int) supervise.Child { return svChild(name, at) }
		s := supervise.Supervisor{
			Intensity: 1, Period: 10 * svMs, Backoff: supervise.Backoff{Min: 100 * svMs}, Events: func(supervise.Event) {},
			Children: []supervise.Child{child("a", 5), child("b", 14)},
		}
		require.ErrorIs(t, s.Run(ctx), errSv)
		require.Equal(t, "2000-01-01T00:00:00.014Z", tasks.LoopOf(ctx).Now().UTC().Format(time.RFC3339Nano))
	})
}
