package supervise_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// restartDelays are how long each restart of a child that fails at once waited.
func restartDelays(t *testing.T, n int, b supervise.Backoff) (delays []time.Duration) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Supervisor{
			Intensity: n, Period: supervise.NoLimit, Backoff: b,
			Children: []supervise.Child{{Name: "a", Run: sleepThen(1, errOutOfOrder)}},
			Events: func(e supervise.Event) {
				if r, ok := e.(supervise.Restarted); ok {
					delays = append(delays, r.After)
				}
			},
		}
		require.ErrorIs(t, s.Run(ctx), errOutOfOrder)
	})
	require.Len(t, delays, n)
	return delays
}

func TestABackoffGrowsUpToItsMaximum(t *testing.T) {
	require.Equal(t, []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond, 500 * time.Millisecond, 500 * time.Millisecond},
		restartDelays(t, 5, supervise.Backoff{Min: 100 * time.Millisecond, Max: 500 * time.Millisecond}))
	require.Equal(t, []time.Duration{100 * time.Millisecond, 150 * time.Millisecond, 225 * time.Millisecond},
		restartDelays(t, 3, supervise.Backoff{Min: 100 * time.Millisecond, Factor: 1.5}))
	delays := restartDelays(t, 2000, supervise.Backoff{Min: 1})
	require.Equal(t, time.Minute, delays[1999])
	require.Equal(t, 2*time.Hour, restartDelays(t, 2, supervise.Backoff{Min: 2 * time.Hour})[1])
}

func TestJitterIsRepeatableAndNeverLetsABackoffShrink(t *testing.T) {
	jittered := func() []time.Duration {
		return restartDelays(t, 20, supervise.Backoff{Min: 100 * time.Millisecond, Max: time.Second, Factor: 1.1, Jitter: 0.5, Rand: rand.New(rand.NewPCG(1, 2)).Float64})
	}
	delays := jittered()
	require.Equal(t, delays, jittered())
	require.IsNonDecreasing(t, delays)
	plain := restartDelays(t, 20, supervise.Backoff{Min: 100 * time.Millisecond, Max: time.Second, Factor: 1.1})
	for i := range delays {
		require.LessOrEqual(t, delays[i], plain[i])
		require.GreaterOrEqual(t, delays[i], plain[i]/2)
	}
	require.NotEqual(t, plain, delays)
}

func TestJitterWithoutASourceIsRandom(t *testing.T) {
	delays := restartDelays(t, 1, supervise.Backoff{Min: time.Second, Jitter: 1})
	require.LessOrEqual(t, delays[0], time.Second)
}

func TestJitterWithoutASourceIsTheSameInEachRunUnderAVirtualClock(t *testing.T) {
	delays := func() []time.Duration {
		return restartDelays(t, 5, supervise.Backoff{Min: time.Second, Factor: 1.5, Jitter: 1})
	}
	require.Equal(t, delays(), delays())
}

func TestABackoffBeginsAnewAfterALongRun(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{
			Intensity: 10, Period: time.Second, Backoff: supervise.Backoff{Min: 100 * time.Millisecond},
			Children: []supervise.Child{failingChild("a", 1, 1, 1000, 1001)},
			Events: func(e supervise.Event) {
				if r, ok := e.(supervise.Restarted); ok {
					tr.note("after %d", r.After/time.Millisecond)
				}
			},
		})
		letTimePass(ctx, 10000)
		require.Equal(t, []string{"101 after 100", "302 after 200", "1702 after 400", "2803 after 100"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestASupervisorThatWaitsForABackoffStopsAtOnce(t *testing.T) {
	for _, strategy := range []supervise.Strategy{supervise.OneForOne, supervise.OneForAll} {
		inRun(t, func(ctx context.Context) {
			tr := newEventTrace(ctx)
			s := supervise.Start(ctx, supervise.Supervisor{Strategy: strategy, Backoff: supervise.Backoff{Min: time.Hour}, Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 1)}})
			letTimePass(ctx, 5)
			report, err := s.Shutdown(ctx)
			require.NoError(t, err)
			require.Equal(t, []string{"a"}, report.Idle)
			require.Equal(t, 5, tr.now())
		})
	}
}

func TestRestartsThatWaitForTheirBackoffCount(t *testing.T) {
	// The failures are more than a period apart, but the second restart of a would
	// be at 32 and the first of b at 34.
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Supervisor{
			Intensity: 1, Period: 10 * time.Millisecond, Backoff: supervise.Backoff{Min: 10 * time.Millisecond}, Events: tr.event,
			Children: []supervise.Child{failingChild("a", 1, 1), failingChild("b", 24)},
		}
		require.ErrorIs(t, s.Run(ctx), errOutOfOrder)
		require.Equal(t, []string{
			"0 start a 1", "0 start b 1", "1 fail a: out of order", "1 stop a", "11 restart a 1 after 10", "11 start a 2", "12 fail a: out of order", "12 stop a",
			"24 fail b: out of order", "24 stop b", "24 give up b: out of order",
		}, tr.take())
	})
}

func TestARestartCountsWhenItHappens(t *testing.T) {
	// A sibling takes 9 ms to stop, so that the first restart is at 14.
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Supervisor{
			Strategy: supervise.OneForAll, Intensity: 1, Period: 10 * time.Millisecond, Events: tr.event,
			Children: []supervise.Child{failingChild("a", 5, 2), stubbornChild("b", 9)},
		}
		require.ErrorIs(t, s.Run(ctx), errOutOfOrder)
		require.Contains(t, tr.take(), "16 give up a: out of order")
	})
}

func TestAPanicOfABackoffsRandMeansNoJitter(t *testing.T) {
	starts := startTimes(t, supervise.Backoff{Min: time.Second, Factor: 1, Jitter: 0.5, Rand: func() float64 { panic("rand") }})
	require.Equal(t, []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second}, starts)
}

func TestABackoffMayBeAsLongAsADurationCanBe(t *testing.T) {
	for name, b := range map[string]supervise.Backoff{
		"Min": {Min: math.MaxInt64},
		"Max": {Min: 1 << 61, Max: math.MaxInt64, Factor: 100},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, []time.Duration{0}, startTimes(t, b)) })
	}
}

// startTimes are the times of the first hour at which a child that fails at once is started.
func startTimes(t *testing.T, b supervise.Backoff) (starts []time.Duration) {
	t.Helper()
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		begin := tasks.LoopOf(ctx).Now()
		s := supervise.Start(ctx, supervise.Supervisor{
			Intensity: 3, Period: supervise.NoLimit, Backoff: b, Events: func(supervise.Event) {},
			Children: []supervise.Child{{Run: func(context.Context) error {
				starts = append(starts, tasks.LoopOf(ctx).Now().Sub(begin))
				return errExpected
			}}},
		})
		require.NoError(t, tasks.Sleep(ctx, time.Hour))
		_, _ = s.Shutdown(ctx)
		return nil
	}), tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	return starts
}

func TestARestartIsNotToBlameForAPeriodThatItIsNotIn(t *testing.T) {
	// The set is restarted at 35 for two failures, 14 ms apart when they were admitted. The
	// next restart, at 56, is by itself.
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{
			Strategy: supervise.RestForOne, Intensity: 1, Period: 10 * time.Millisecond, Backoff: supervise.Backoff{Min: 20 * time.Millisecond, Factor: 1}, Events: tr.event,
			Children: []supervise.Child{failingChild("a", 15), failingChild("b", 1, 1)},
		})
		letTimePass(ctx, 40)
		tr.take()
		letTimePass(ctx, 40)
		require.Equal(t, []string{"56 restart b 2 after 20", "56 start b 3"}, tr.take())
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestARestartThatWaitsForASlowStopLongerThanThePeriodCounts(t *testing.T) {
	// That of b, from 30 to 45. Then there are three in a period: those of a and b at 45, and
	// one that would be at 47.
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Supervisor{
			Strategy: supervise.RestForOne, Intensity: 2, Period: 10 * time.Millisecond, Events: tr.event,
			Children: []supervise.Child{failingChild("a", 1, 25, 2), failingChild("b", 100, 14), stubbornChild("c", 15)},
		}
		require.ErrorIs(t, s.Run(ctx), errOutOfOrder)
		require.Contains(t, tr.take(), "47 give up a: out of order")
	})
}

func TestASetWaitsForTheLaterOfTheBackoffsOfItsFailures(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{
			Strategy: supervise.RestForOne, Intensity: 5, Backoff: supervise.Backoff{Min: 10 * time.Millisecond}, Events: tr.event,
			Children: []supervise.Child{failingChild("a", 35), failingChild("b", 10, 10)},
		})
		letTimePass(ctx, 36) // b was due at 20, and is again at 50; a is at 45
		tr.take()
		letTimePass(ctx, 20)
		require.Equal(t, []string{"50 restart a 1 after 15", "50 start a 2", "50 restart b 2 after 20", "50 start b 3"}, tr.take())
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAWrongBackoffIsAnInvalidState(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		for _, b := range []supervise.Backoff{{Min: -1}, {Max: -1}, {Min: 2, Max: 1}, {Max: 1}, {Factor: 0.5}, {Factor: math.NaN()}, {Jitter: -1}, {Jitter: 2}, {Jitter: math.NaN()}} {
			_, err := supervise.Start(ctx, supervise.Supervisor{Backoff: b}).Await(ctx)
			require.ErrorIs(t, err, tasks.ErrInvalidState)
		}
	})
}

func TestABackoffMayLieOnTheBoundsOfItsSettings(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		for _, b := range []supervise.Backoff{{Min: 1, Max: 1}, {Factor: 1}, {Jitter: 1}} {
			_, err := supervise.Start(ctx, supervise.Supervisor{Backoff: b}).Shutdown(ctx)
			require.NoError(t, err)
		}
	})
}

func TestRandIsAskedOnlyForADelayThatIsLeftToChance(t *testing.T) {
	for name, c := range map[string]struct {
		backoff supervise.Backoff
		asked   int
	}{
		"no delay":            {supervise.Backoff{Jitter: 0.5}, 0},
		"a delay":             {supervise.Backoff{Min: time.Second}, 0},
		"a delay with jitter": {supervise.Backoff{Min: time.Second, Jitter: 0.5}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				asked := 0
				c.backoff.Rand = func() float64 { asked++; return 0 }
				child, runs := failsOnce(func() {})
				s := supervise.Start(ctx, supervise.Supervisor{Backoff: c.backoff, Children: []supervise.Child{child}})
				require.NoError(t, tasks.Sleep(ctx, time.Minute))
				_, err := s.Shutdown(ctx)
				require.NoError(t, err)
				require.Equal(t, 2, *runs)
				require.Equal(t, c.asked, asked)
			})
		})
	}
}
