package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func winsWith(v string, started *int) tasks.Coro[string] {
	return func(context.Context) (string, error) {
		*started++
		return v, nil
	}
}

func losesWith(err error, started *int) tasks.Coro[string] {
	return func(context.Context) (string, error) {
		*started++
		return "", err
	}
}

func TestARaceOfNobodyIsRefused(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, winner, err := supervise.Race[string](ctx, supervise.NoLimit)
		require.ErrorIs(t, err, supervise.ErrNothing)
		require.Equal(t, -1, winner)
		require.Empty(t, v)
	})
}

func TestARaceNeedsATask(t *testing.T) {
	var started int
	_, winner, err := supervise.Race(t.Context(), supervise.NoLimit, winsWith("a", &started))
	require.ErrorIs(t, err, tasks.ErrNoTask)
	require.Equal(t, -1, winner)
	require.Zero(t, started)
}

func TestTheFirstOfARaceMayWinAlone(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var first, second int
		v, winner, err := supervise.Race(ctx, supervise.NoLimit, winsWith("a", &first), winsWith("b", &second))
		require.NoError(t, err)
		require.Equal(t, 0, winner)
		require.Equal(t, "a", v)
		require.Equal(t, 1, first)
		require.Zero(t, second)
	})
}

func TestAFailureStartsTheNextOfARaceAtOnce(t *testing.T) {
	for name, delay := range map[string]time.Duration{"no limit": supervise.NoLimit, "an hour": time.Hour} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var started int
				elapsed := stopwatch(ctx)
				v, winner, err := supervise.Race(ctx, delay, losesWith(errExpected, &started), winsWith("b", &started))
				require.NoError(t, err)
				require.Equal(t, 1, winner)
				require.Equal(t, "b", v)
				require.Equal(t, 2, started)
				require.Zero(t, elapsed())
			})
		})
	}
}

func TestTheDelayStartsTheNextOfARaceAndTheLoserIsCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var started int
		var lost error
		elapsed := stopwatch(ctx)
		slow := func(ctx context.Context) (string, error) {
			lost = tasks.Sleep(ctx, 10*time.Second)
			return "a", errors.Join(lost, tasks.Sleep(ctx, 50*time.Millisecond)) // it cleans up
		}
		v, winner, err := supervise.Race(ctx, 100*time.Millisecond, slow, winsWith("b", &started))
		require.NoError(t, err)
		require.Equal(t, 1, winner)
		require.Equal(t, "b", v)
		require.ErrorIs(t, lost, tasks.ErrCanceled)
		require.Equal(t, 150*time.Millisecond, elapsed()) // the loser's end included
		require.Len(t, tasks.All(ctx), 1)
	})
}

func TestARaceThatNobodyWinsHasAllErrorsInTheirOrder(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var started int
		one, two := errors.New("one"), errors.New("two")
		v, winner, err := supervise.Race(ctx, supervise.NoLimit, losesWith(one, &started), losesWith(two, &started))
		var group *tasks.GroupError
		require.ErrorAs(t, err, &group)
		require.Equal(t, []error{one, two}, group.Errors)
		require.Equal(t, -1, winner)
		require.Empty(t, v)
	})
}

func TestTheDelayOfARaceCountsFromTheLastStart(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		elapsed := stopwatch(ctx)
		var starts []time.Duration
		runner := func(takes time.Duration, err error) tasks.Coro[string] {
			return func(ctx context.Context) (string, error) {
				starts = append(starts, elapsed())
				v := fmt.Sprint("after ", takes)
				if e := tasks.Sleep(ctx, takes); e != nil {
					return v, e
				}
				return v, err
			}
		}
		v, winner, err := supervise.Race(ctx, 100*time.Millisecond,
			runner(time.Second, nil),
			runner(30*time.Millisecond, errExpected), // starts at 100, fails at 130
			runner(time.Second, nil),                 // starts at 130
			runner(10*time.Millisecond, nil))         // starts at 230
		require.NoError(t, err)
		require.Equal(t, 3, winner)
		require.Equal(t, "after 10ms", v)
		require.Equal(t, 240*time.Millisecond, elapsed())
		require.Equal(t, []time.Duration{0, 100 * time.Millisecond, 130 * time.Millisecond, 230 * time.Millisecond}, starts)
	})
}

func TestACanceledRaceCancelsAllThatRun(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		canceled, late := 0, 0
		slow := func(ctx context.Context) (string, error) {
			err := tasks.Sleep(ctx, time.Hour)
			if errors.Is(err, tasks.ErrCanceled) {
				canceled++
			}
			return "", err
		}
		race := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			v, _, err := supervise.Race(ctx, 100*time.Millisecond, slow, slow, winsWith("late", &late))
			return v, err
		})
		require.NoError(t, tasks.Sleep(ctx, 150*time.Millisecond))
		require.True(t, race.Cancel())
		_, err := race.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, 2, canceled)
		require.Zero(t, late)
		require.Len(t, tasks.All(ctx), 1)
	})
}

func TestARaceTakesTasksThatStartEagerly(t *testing.T) {
	for name, c := range map[string]struct {
		runners []tasks.Coro[string]
		winner  int
	}{
		"a winner at once":        {[]tasks.Coro[string]{tasks.After(time.Hour, "a"), winsWith("b", new(int))}, 1},
		"a failure at once":       {[]tasks.Coro[string]{losesWith(errExpected, new(int)), winsWith("b", new(int))}, 1},
		"two that suspend":        {[]tasks.Coro[string]{tasks.After(time.Hour, "a"), tasks.After(time.Minute, "b")}, 1},
		"nobody but those losing": {[]tasks.Coro[string]{losesWith(errExpected, new(int)), losesWith(errExpected, new(int))}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
				_, winner, err := supervise.Race(ctx, time.Second, c.runners...)
				require.Equal(t, c.winner, winner)
				require.Equal(t, c.winner < 0, err != nil)
				require.Len(t, tasks.All(ctx), 1)
			})
		})
	}
}

func TestACanceledRaceInACircleOfAwaitsIsADeadlockThatNamesIt(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		var racing *tasks.Task[int]
		racing = tasks.Go(ctx, func(ctx context.Context) (int, error) {
			v, _, err := supervise.Race(ctx, supervise.NoLimit, func(ctx context.Context) (int, error) { return racing.Await(ctx) })
			return v, err
		})
		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return err
		}
		racing.Cancel()
		_, err := racing.Await(ctx)
		return err
	}), tasks.VirtualClock())
	var deadlock *tasks.DeadlockError
	require.ErrorAs(t, err, &deadlock)
	require.ErrorContains(t, err, `waits for race of task`)
}

func TestARaceWithoutALimitStartsTheNextOnlyAfterAFailure(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var second int
		v, _, err := supervise.Race(ctx, supervise.NoLimit, tasks.After(time.Second, "a"), winsWith("b", &second))
		require.NoError(t, err)
		require.Equal(t, "a", v)
		require.Zero(t, second)
	})
}

func TestAFailureStartsTheNextOfARaceOnlyIfThatWasTheLastToStart(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		elapsed := stopwatch(ctx)
		var starts []time.Duration
		runs := func(takes time.Duration, err error) tasks.Coro[string] {
			return func(ctx context.Context) (string, error) {
				starts = append(starts, elapsed())
				if err := tasks.Sleep(ctx, takes); err != nil {
					return "", err
				}
				return "won", err
			}
		}
		v, winner, err := supervise.Race(ctx, 2*time.Second,
			runs(3*time.Second, errExpected), runs(9*time.Second, nil), runs(time.Hour, nil))
		require.NoError(t, err)
		require.Equal(t, "won", v)
		require.Equal(t, 1, winner)
		require.Equal(t, []time.Duration{0, 2 * time.Second, 4 * time.Second}, starts)
	})
}

func TestALoserThatRefusesItsCancellationWinsNoRaceThatIsOver(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		refuses := func(ctx context.Context) (string, error) {
			_ = tasks.Sleep(ctx, time.Hour)
			return "late", nil
		}
		v, winner, err := supervise.Race(ctx, time.Second, refuses, tasks.After(time.Second, "first"))
		require.NoError(t, err)
		require.Equal(t, "first", v)
		require.Equal(t, 1, winner)
	})
}

// cleaningUp sleeps for an hour; once canceled it takes another hour, unless it is canceled again.
func cleaningUp(ctx context.Context) (string, error) {
	if err := tasks.Sleep(ctx, time.Hour); err == nil {
		return "", nil
	}
	return "", tasks.Sleep(ctx, time.Hour)
}

func TestEachCancellationOfARaceReachesAllThatRun(t *testing.T) {
	for name, rival := range map[string]tasks.Coro[string]{
		"twice while both run":       tasks.After(2*time.Hour, "late"),
		"once when somebody has won": tasks.After(time.Millisecond, "won"),
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				loop := tasks.LoopOf(ctx)
				began := loop.Now()
				racing := tasks.Go(ctx, func(ctx context.Context) (string, error) {
					v, _, err := supervise.Race(ctx, 0, rival, cleaningUp)
					return v, err
				})
				loop.CallLater(10*time.Millisecond, func() { racing.Cancel() })
				loop.CallLater(20*time.Millisecond, func() { racing.Cancel() })
				_, err := racing.Await(ctx)
				require.True(t, tasks.IsCanceled(err))
				require.Less(t, loop.Now().Sub(began), time.Second)
			})
		})
	}
}

func TestTheMessageOfACancellationReachesAllThatRace(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var got *tasks.CanceledError
		racing := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			v, _, err := supervise.Race(ctx, 0, func(ctx context.Context) (int, error) {
				err := tasks.Sleep(ctx, time.Hour)
				require.ErrorAs(t, err, &got)
				return 0, err
			})
			return v, err
		})
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		racing.Cancel("enough")
		_, err := racing.Await(ctx)
		require.True(t, tasks.IsCanceled(err))
		require.Equal(t, "enough", got.Msg)
	})
}

func TestARaceThatIsCanceledAfterTheWinHasTheValueBesideTheError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		me := tasks.Current(ctx)
		tasks.LoopOf(ctx).CallLater(10*time.Millisecond, func() { me.Cancel() })
		v, winner, err := supervise.Race(ctx, 0, cleaningUp, tasks.After(time.Millisecond, "opened"))
		require.True(t, tasks.IsCanceled(err))
		require.Equal(t, 1, winner)
		require.Equal(t, "opened", v)
	})
}

func TestTheFirstOfTwoThatSucceedAtOneTimeWinsARace(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, winner, err := supervise.Race(ctx, time.Second, tasks.After(2*time.Second, "a"), tasks.After(time.Second, "b"))
		require.NoError(t, err)
		require.Equal(t, 0, winner)
		require.Equal(t, "a", v)
	})
}
