package actor_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestAVirtualClockStartsAtTheYear2000(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		require.Equal(t, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), actor.LoopOf(ctx).Now())
		return nil
	}))
}

func TestAVirtualClockJumpsToTheNextDeadlineAndTakesNoTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			virtual := l.Now()
			for range 3 {
				require.NoError(t, actor.Sleep(ctx, 24*time.Hour))
			}
			require.Equal(t, 72*time.Hour, l.Now().Sub(virtual))
			return nil
		}))
		require.Zero(t, time.Since(began))
	})
}

func TestAVirtualClockStandsStillWhileAnythingCanRun(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		began := l.Now()
		l.CallLater(time.Nanosecond, func() {})
		for range 100 {
			require.NoError(t, actor.Yield(ctx))
			require.Equal(t, began, l.Now())
		}
		return nil
	}))
}

func TestCallbacksForOneTimeAreCalledInTheOrderInWhichTheyWereSet(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		at := l.Now().Add(time.Second)
		var calls, want []int
		for i := range 50 {
			want = append(want, i)
			if i%2 == 0 {
				l.CallAt(at, func() { calls = append(calls, i) })
			} else {
				l.CallLater(time.Second, func() { calls = append(calls, i) })
			}
		}
		require.NoError(t, actor.Sleep(ctx, time.Second))
		require.Equal(t, want, calls)
		return nil
	}))
}

func TestACanceledTimerNeverMovesTheClock(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		began := l.Now()
		near := l.CallLater(time.Second, func() { t.Error("called") })
		l.CallSoon(near.Cancel)
		require.NoError(t, actor.Sleep(ctx, time.Minute))
		require.Equal(t, time.Minute, l.Now().Sub(began))
		require.True(t, near.Canceled())
		return nil
	}))
}

func TestACallbackCanBeCanceledInTheVeryPassOfItsTurn(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		var second *actor.Callback
		l.CallLater(time.Second, func() { second.Cancel() })
		second = l.CallLater(time.Second, func() { t.Error("called") })
		return actor.Sleep(ctx, time.Minute)
	}))
}

func TestACallbackForThePastIsCalledInTheNextPass(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		began := l.Now()
		var calls []string
		call := func(name string) func() { return func() { calls = append(calls, name) } }
		l.CallAt(began.Add(-time.Hour), call("an hour ago"))
		l.CallLater(-2*time.Hour, call("two hours ago"))
		l.CallLater(-time.Hour, call("an hour ago, too"))
		l.CallLater(0, call("now"))
		l.CallSoon(call("soon"))
		require.NoError(t, actor.Yield(ctx))
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, []string{"soon", "two hours ago", "an hour ago", "an hour ago, too", "now"}, calls)
		require.Equal(t, began, l.Now())
		return nil
	}))
}

func TestADelayThatCannotBeCountedIsTheFarFuture(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		require.NoError(t, actor.Sleep(ctx, time.Second))
		never := l.CallLater(math.MaxInt64, func() { t.Error("called") })
		require.NoError(t, actor.Sleep(ctx, 24*time.Hour))
		require.True(t, never.When().After(l.Now()))
		never.Cancel()
		return nil
	}))
}

func TestACallbackKnowsItsTime(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		at := l.Now().Add(time.Minute)
		require.Equal(t, at, l.CallAt(at, func() {}).When())
		require.Equal(t, at, l.CallLater(time.Minute, func() {}).When())
		soon := l.CallSoon(func() {})
		require.Zero(t, soon.When())
		require.False(t, soon.Canceled())
		return nil
	}))
}

// While a thread runs, its result may come at any time, and virtual time has no
// answer to when. After a second of real time the clock goes on all the same:
// the thread may be waiting for a limit of the loop's.
func TestAVirtualClockWaitsASecondOfRealTimeForAThread(t *testing.T) {
	for _, c := range []struct {
		name    string
		takes   time.Duration
		elapsed time.Duration
	}{
		{"that is quick", 900 * time.Millisecond, 0},
		{"that is slow", 1100 * time.Millisecond, time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				require.NoError(t, run(t, func(ctx context.Context) error {
					l := actor.LoopOf(ctx)
					began := l.Now()
					l.CallLater(time.Hour, func() {})
					_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
						time.Sleep(c.takes) // of the bubble: a thread takes no virtual time
						return 0, nil
					})
					require.Equal(t, c.elapsed, l.Now().Sub(began))
					return err
				}))
			})
		})
	}
}

func TestAVirtualClockStandsStillWhileThingsComeInFromOutside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			began := l.Now()
			l.CallLater(time.Millisecond, func() {})
			_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
				for range 5 {
					time.Sleep(900 * time.Millisecond) // of the bubble: within the grace
					if err := l.Post(func() {}); err != nil {
						return 0, err
					}
				}
				return 0, nil
			})
			require.Zero(t, l.Now().Sub(began))
			return err
		}))
	})
}

func TestABackgroundVirtualClockWaitsASecondOfRealTimeForAThread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := started(t, actor.VirtualClock())
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			began := l.Now()
			l.CallLater(time.Hour, func() {})
			_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
				time.Sleep(1100 * time.Millisecond) // of the bubble: beyond the grace
				return 0, nil
			})
			require.Equal(t, time.Hour, l.Now().Sub(began))
			return err
		}))
	})
}

// In real time: the loop rests from 0 s, has a step from 0.5 s to 1.2 s, and rests until 1.9 s.
func TestAStepThatTakesLongIsNoSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := started(t, actor.VirtualClock(), actor.SlowStep(time.Minute))
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			began := l.Now()
			l.CallLater(time.Millisecond, func() {})
			_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
				time.Sleep(500 * time.Millisecond)                        // of the bubble
				_ = l.Post(func() { time.Sleep(700 * time.Millisecond) }) // of the bubble: the long step
				time.Sleep(1400 * time.Millisecond)                       // of the bubble: until after the rest
				return 0, nil
			})
			require.Zero(t, l.Now().Sub(began))
			return err
		}))
	})
}

func TestARealClockIsTheOneOfTheMachine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			began := time.Now()
			require.NoError(t, actor.Sleep(ctx, time.Minute))
			require.Equal(t, time.Minute, time.Since(began))
			require.True(t, time.Now().Equal(actor.LoopOf(ctx).Now()))
			return nil
		}))
		require.NoError(t, err)
	})
}

func TestAfterTheGraceTimeGoesOnAsByARealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			began := l.Now()
			ticks := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				for {
					if err := tasks.Sleep(ctx, 100*time.Millisecond); err != nil {
						return err
					}
				}
			}))
			_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
				time.Sleep(3050 * time.Millisecond) // of the bubble: a second, and 20 ticks
				return 0, nil
			})
			require.Equal(t, 2100*time.Millisecond, l.Now().Sub(began))
			ticks.Cancel()
			return err
		}))
	})
}

func TestAShortThreadTakesNoVirtualTimeBesideATicker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			began := l.Now()
			l.CallLater(time.Millisecond, func() {})
			for range 3 {
				_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
					time.Sleep(50 * time.Millisecond) // of the bubble: a thread takes no virtual time
					return 0, nil
				})
				require.NoError(t, err)
				require.Zero(t, l.Now().Sub(began))
			}
			return nil
		}))
	})
}

func TestUnderARealClockEachLoopHasRandomNumbersOfItsOwn(t *testing.T) {
	require.NotEqual(t, actor.New().Random().Uint64(), actor.New().Random().Uint64())
}
