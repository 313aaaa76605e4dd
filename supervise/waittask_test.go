package supervise_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

var errDivision = errors.New("division by zero")

// inTimedRun runs body as the main task of a loop with a virtual clock; took is the time of that
// clock since the beginning.
func inTimedRun(t *testing.T, body func(ctx context.Context, took func() time.Duration)) {
	t.Helper()
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		l := tasks.LoopOf(ctx)
		begin := l.Now()
		body(ctx, func() time.Duration { return l.Now().Sub(begin) })
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

// sleepAndFail is a body that sleeps and fails.
func sleepAndFail(d time.Duration) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		if err := tasks.Sleep(ctx, d); err != nil {
			return 0, err
		}
		return 0, errDivision
	}
}

type taskList = []*tasks.Task[int]

func TestWaitReturnsWhenEveryTaskHasEnded(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, took func() time.Duration) {
		a := tasks.Go(ctx, tasks.After(100*time.Millisecond, 1))
		b := tasks.Go(ctx, tasks.After(150*time.Millisecond, 2))
		for range 2 { // the second time, they have ended already
			done, pending, err := supervise.Wait(ctx, taskList{b, a}, supervise.AllCompleted, supervise.NoLimit)
			require.NoError(t, err)
			require.Equal(t, taskList{b, a}, done, "in the order given")
			require.Empty(t, pending)
			require.Equal(t, 150*time.Millisecond, took())
		}
	})
}

func TestAnErrorThatComesAsAWaitForTheFirstEndsIsRetrieved(t *testing.T) {
	failLate := func(passes int) tasks.Coro[int] {
		return func(ctx context.Context) (int, error) {
			for range passes {
				_ = tasks.Yield(ctx)
			}
			return 0, errDivision
		}
	}
	for name, reports := range map[string]int{"one goes on": 0, "it is the last": 1} { // as CPython 3.13
		t.Run(name, func(t *testing.T) {
			got := 0
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				all := taskList{tasks.Go(ctx, failLate(1)), tasks.Go(ctx, failLate(2))}
				if reports == 0 {
					all = append(all, tasks.Go(ctx, tasks.After(time.Hour, 1)))
				}
				done, _, err := supervise.Wait(ctx, all, supervise.FirstError, supervise.NoLimit)
				require.Len(t, done, 2)
				return err
			}), tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) { got++ }))
			require.NoError(t, err)
			require.Equal(t, reports, got)
		})
	}
}

func TestOfErrorsThatComeAsAWaitForTheFirstEndsTheLatestIsNotRetrieved(t *testing.T) {
	early, late := errors.New("early"), errors.New("late")
	var got []error
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		a, b := tasks.NewFuture[int](ctx), tasks.NewFuture[int](ctx)
		l := tasks.LoopOf(ctx)
		l.CallSoon(func() { // when the wait has set its limit: this is due just behind it
			l.CallLater(time.Second, func() {
				_ = a.SetError(early)
				_ = b.SetError(late)
			})
		})
		done, _, err := supervise.Wait(ctx, []*tasks.Future[int]{b, a}, supervise.FirstError, time.Second)
		require.Len(t, done, 2)
		return err
	}), tasks.VirtualClock(), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r.Err) }))
	require.NoError(t, err)
	require.Equal(t, []error{late}, got) // as CPython 3.13, in whatever order they are given
}

func TestWaitForWhatHasEndedLetsOthersRunFirst(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, _ func() time.Duration) {
		f := tasks.Resolved(ctx, 1, nil)
		ran := false
		tasks.LoopOf(ctx).CallSoon(func() { ran = true })
		_, _, err := supervise.Wait(ctx, []*tasks.Future[int]{f}, supervise.AllCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.True(t, ran)
	})
}

func TestWaitCountsATaskThatIsGivenTwiceOnce(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, _ func() time.Duration) {
		c, spam := tasks.Go(ctx, tasks.After(0, "test")), tasks.Go(ctx, tasks.After(0, "spam"))
		done, pending, err := supervise.Wait(ctx, []*tasks.Task[string]{c, c, spam}, supervise.AllCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.Equal(t, []*tasks.Task[string]{c, spam}, done)
		require.Empty(t, pending)
	})
}

func TestWaitRefusesToWaitForNothing(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, _ func() time.Duration) {
		_, _, err := supervise.Wait(ctx, taskList{}, supervise.AllCompleted, supervise.NoLimit)
		require.ErrorIs(t, err, supervise.ErrNothing)
	})
}

func TestWaitRefusesAConditionThatDoesNotExist(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, took func() time.Duration) {
		a := tasks.Go(ctx, tasks.After(10*time.Second, 1))
		for _, when := range []supervise.When{-1, supervise.FirstError + 1} {
			_, _, err := supervise.Wait(ctx, taskList{a}, when, supervise.NoLimit)
			require.Error(t, err)
		}
		require.Zero(t, took())
	})
}

func TestWaitReturnsTheFirstToEnd(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, took func() time.Duration) {
		a := tasks.Go(ctx, tasks.After(10*time.Second, 1))
		b := tasks.Go(ctx, tasks.After(100*time.Millisecond, 2))
		done, pending, err := supervise.Wait(ctx, taskList{b, a}, supervise.FirstCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.Equal(t, taskList{b}, done)
		require.Equal(t, taskList{a}, pending)
		require.False(t, a.Finished(), "what was not waited for goes on")
		require.Equal(t, 100*time.Millisecond, took())
	})
}

// Between the end that ends the wait and the wait's return lies a pass, in which
// others may end too.
func TestWaitLooksAgainBeforeItReturns(t *testing.T) {
	yields := func(n int) tasks.Coro[int] {
		return func(ctx context.Context) (int, error) {
			for range n {
				if err := tasks.Yield(ctx); err != nil {
					return 0, err
				}
			}
			return n, nil
		}
	}
	inTimedRun(t, func(ctx context.Context, _ func() time.Duration) {
		a, b := tasks.Go(ctx, yields(1)), tasks.Go(ctx, yields(2))
		done, pending, err := supervise.Wait(ctx, taskList{b, a}, supervise.FirstCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.Equal(t, taskList{b, a}, done)
		require.Empty(t, pending)
	})
}

func TestWaitReturnsAtTheFirstError(t *testing.T) {
	for name, delay := range map[string]time.Duration{"before the wait": 0, "in the wait": 10 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			inTimedRun(t, func(ctx context.Context, took func() time.Duration) {
				a := tasks.Go(ctx, tasks.After(10*time.Second, 1))
				b := tasks.Go(ctx, sleepAndFail(delay))
				if delay == 0 {
					require.NoError(t, tasks.Sleep(ctx, 0))
					require.NoError(t, tasks.Sleep(ctx, 0))
					require.True(t, b.Finished())
				}
				done, pending, err := supervise.Wait(ctx, taskList{b, a}, supervise.FirstError, supervise.NoLimit)
				require.NoError(t, err, "an item's error is not Wait's")
				require.Equal(t, taskList{b}, done)
				require.Equal(t, taskList{a}, pending)
				require.Equal(t, delay, took())
			})
		})
	}
}

func TestACancellationIsNotTheErrorThatWaitReturnsAt(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, took func() time.Duration) {
		a := tasks.Go(ctx, tasks.After(100*time.Millisecond, 1))
		b := tasks.Go(ctx, tasks.After(100*time.Millisecond, 1))
		a.Cancel()
		done, pending, err := supervise.Wait(ctx, taskList{a, b}, supervise.FirstError, supervise.NoLimit)
		require.NoError(t, err)
		require.Equal(t, taskList{a, b}, done)
		require.Empty(t, pending)
		require.Equal(t, 100*time.Millisecond, took())
	})
}

func TestWaitForAllGoesOnAfterAnError(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, took func() time.Duration) {
		a := tasks.Go(ctx, sleepAndFail(100*time.Millisecond))
		b := tasks.Go(ctx, tasks.After(150*time.Millisecond, 1))
		for range 2 {
			done, pending, err := supervise.Wait(ctx, taskList{b, a}, supervise.AllCompleted, supervise.NoLimit)
			require.NoError(t, err)
			require.Empty(t, pending)
			require.Len(t, done, 2)
			require.ErrorIs(t, a.Err(), errDivision)
			require.NoError(t, b.Err())
			require.Equal(t, 150*time.Millisecond, took())
		}
	})
}

func TestWaitReturnsAtItsLimit(t *testing.T) {
	for name, limit := range map[string]time.Duration{
		"after the first end":            110 * time.Millisecond,
		"at the moment of the first end": 100 * time.Millisecond,
	} {
		t.Run(name, func(t *testing.T) {
			inTimedRun(t, func(ctx context.Context, took func() time.Duration) {
				a := tasks.Go(ctx, tasks.After(100*time.Millisecond, 1))
				b := tasks.Go(ctx, tasks.After(150*time.Millisecond, 2))
				waiter := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					done, pending, err := supervise.Wait(ctx, taskList{b, a}, supervise.AllCompleted, limit)
					require.Equal(t, taskList{a}, done)
					require.Equal(t, taskList{b}, pending)
					return err
				}))
				_, err := waiter.Await(ctx)
				require.NoError(t, err, "the limit is no error")
				require.Equal(t, limit, took())
				_, err = b.Await(ctx)
				require.NoError(t, err, "what did not end in time goes on")
			})
		})
	}
}

func TestWaitTakesWhatAnIteratorYields(t *testing.T) {
	inTimedRun(t, func(ctx context.Context, took func() time.Duration) {
		lazily := func(yield func(*tasks.Task[int]) bool) {
			for i := range 10 {
				if !yield(tasks.Go(ctx, tasks.After(time.Duration(i)*time.Millisecond, i))) {
					return
				}
			}
		}
		done, pending, err := supervise.Wait(ctx, slices.Collect(lazily), supervise.AllCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.Len(t, done, 10)
		require.Empty(t, pending)
		require.Equal(t, 9*time.Millisecond, took())
	})
}

func TestWaitOutsideATaskIsRefused(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, _, err := supervise.Wait(t.Context(), []*tasks.Future[int]{tasks.NewFuture[int](ctx)}, supervise.AllCompleted, supervise.NoLimit)
		require.ErrorIs(t, err, tasks.ErrNoTask)
	})
}
