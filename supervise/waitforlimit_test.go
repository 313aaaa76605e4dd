package supervise_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// WaitFor uses its scopes and their timers again and again: none may act on a
// later one, however the wait ended.

func TestAWaitThatHasEndedNeverTimesOutLater(t *testing.T) {
	failed := errors.New("failed")
	for name, body := range map[string]tasks.Coro[int]{
		"value": func(context.Context) (int, error) { return 1, nil },
		"error": func(context.Context) (int, error) { return 0, failed },
		"panic": func(context.Context) (int, error) { panic(failed) },
		"yield": func(ctx context.Context) (int, error) { return 1, tasks.Yield(ctx) },
		"inner": func(ctx context.Context) (int, error) {
			return supervise.WaitFor(ctx, tasks.After(time.Hour, 1), 100*time.Millisecond)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				wait := func() {
					defer func() { _ = recover() }()
					_, _ = supervise.WaitFor(ctx, body, time.Second)
				}
				for range 3 {
					wait()
				}
				require.NoError(t, tasks.Sleep(ctx, time.Minute))
				_, err := supervise.WaitFor(ctx, tasks.After(time.Minute, 1), time.Hour)
				require.NoError(t, err)
				require.Zero(t, tasks.Current(ctx).Canceling())
			})
		})
	}
}

func TestWaitsInsideOfOneAnotherHaveLimitsOfTheirOwn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		began := tasks.LoopOf(ctx).Now()
		var nested func(depth int) tasks.Coro[int]
		nested = func(depth int) tasks.Coro[int] {
			return func(ctx context.Context) (int, error) {
				if depth == 0 {
					return 0, tasks.Sleep(ctx, time.Hour)
				}
				v, err := supervise.WaitFor(ctx, nested(depth-1), time.Duration(depth)*time.Second)
				require.ErrorIs(t, err, tasks.ErrTimeout)
				require.Equal(t, time.Second, tasks.LoopOf(ctx).Now().Sub(began))
				return v, err
			}
		}
		_, err := nested(5)(ctx)
		require.ErrorIs(t, err, tasks.ErrTimeout)
	})
}

// The limit passes in the very pass in which the body returns: its callback
// still stands in the queue when the next wait begins.
func TestALimitThatPassesAsTheBodyReturnsDoesNotReachTheNextWait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for range 3 {
			f := tasks.NewFuture[int](ctx)
			tasks.LoopOf(ctx).CallLater(time.Second, func() { _ = f.SetResult(1) })
			task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
				err := supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
					_, err := f.Await(ctx)
					return err
				})
				return 0, err
			})
			_, err := supervise.WaitFor(ctx, task, time.Minute)
			require.ErrorIs(t, err, tasks.ErrTimeout) // asyncio's too: the result came first, and too late
			_, err = supervise.WaitFor(ctx, tasks.Coro[int](func(ctx context.Context) (int, error) { return 1, tasks.Sleep(ctx, 59*time.Second) }), time.Minute)
			require.NoError(t, err)
		}
	})
}

func TestALimitCanBeMovedInThePassInWhichItHasPassed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		l := tasks.LoopOf(ctx)
		began := l.Now()
		err := supervise.Timeout(ctx, time.Hour, func(ctx context.Context, s *supervise.Scope) error {
			l.CallLater(time.Second, func() {
				require.NoError(t, s.Reschedule(began.Add(time.Minute)))
			})
			require.NoError(t, s.Reschedule(began.Add(time.Second))) // due in the same pass, later
			return tasks.Sleep(ctx, time.Hour)
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.Equal(t, time.Minute, l.Now().Sub(began))
	})
}

func TestAWaitForWithoutTimeGivesTheCauseOfItsContextForATaskThatItHasEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		cause := errors.New("the end of the context")
		within, end := context.WithCancelCause(ctx)
		task := tasks.Go(within, tasks.After(time.Hour, 1))
		end(cause)
		_, _ = task.Await(ctx)
		require.True(t, task.Canceled())
		_, err := supervise.WaitFor[int](within, task, 0)
		require.Same(t, cause, err)
	})
}

func TestAWaitForInCodeThatIsNotItsOwnStartsNothingWhateverTheLimit(t *testing.T) {
	for _, limit := range []time.Duration{0, time.Second} {
		inRun(t, func(ctx context.Context) {
			var other context.Context
			tasks.Go(ctx, func(ctx context.Context) (int, error) { other = ctx; return 0, tasks.Sleep(ctx, time.Hour) })
			require.NoError(t, tasks.Yield(ctx))
			_, err := supervise.WaitFor(other, tasks.Coro[int](func(context.Context) (int, error) {
				t.Error("it runs")
				return 1, nil
			}), limit)
			require.ErrorIs(t, err, tasks.ErrNotRunning)
			require.NoError(t, tasks.Yield(ctx))
		})
	}
}

// leaves is an owner whose Cancel ends the goroutine.
type leaves struct{}

func (leaves) Cancel(string) bool { runtime.Goexit(); return false }
func (leaves) String() string     { return "something that leaves" }

func TestAWaitForWithoutTimeThatAnOwnersGoexitBreaksOffWakesNoLaterWait(t *testing.T) {
	l, err := tasks.Start(tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	var slept time.Duration
	_, err = tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		future := tasks.SupervisedFuture[int](l, leaves{})
		l.CallLater(time.Second, func() { _ = future.SetResult(1) })
		began := l.Now()
		defer func() { _ = tasks.Sleep(ctx, time.Hour); slept = l.Now().Sub(began) }()
		_, err := supervise.WaitFor[int](ctx, future, 0)
		return err
	}))
	require.ErrorIs(t, err, tasks.ErrGoexit)
	require.NoError(t, l.Shutdown(t.Context()))
	require.Equal(t, time.Hour, slept)
}

// A gather that is canceled fails with the cancellation, and is not itself canceled.
func TestWaitForOfAGatherTimesOut(t *testing.T) {
	for name, limit := range map[string]time.Duration{"at once": 0, "later": time.Second} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				all := supervise.Gather[int](ctx, tasks.After(time.Hour, 1))
				_, err := supervise.WaitFor[[]int](ctx, all, limit)
				require.ErrorIs(t, err, tasks.ErrTimeout)
				require.NotErrorIs(t, err, tasks.ErrCanceled)
				require.True(t, all.Finished())
				require.False(t, all.Canceled())
			})
		})
	}
}
