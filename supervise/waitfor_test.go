package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// sleepRegardless is a coroutine that takes 200 ms of its loop's time, however often it is
// canceled.
func sleepRegardless(exited *bool) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		l := tasks.LoopOf(ctx)
		end := l.Now().Add(200 * time.Millisecond)
		for left := end.Sub(l.Now()); left > 0; left = end.Sub(l.Now()) {
			_ = tasks.Sleep(ctx, left)
		}
		*exited = true
		return 7, nil
	}
}

// doneAfter sleeps for a number of milliseconds and returns "done".
func doneAfter(ms int) tasks.Coro[string] {
	return func(ctx context.Context) (string, error) { return "done", sleepThen(ms, nil)(ctx) }
}

func TestWaitForWaitsForACoroutineThatRefusesItsCancellation(t *testing.T) {
	for name, c := range map[string]struct {
		limit  time.Duration
		cancel bool
	}{
		"canceled":  {limit: 400 * time.Millisecond, cancel: true},
		"timed out": {limit: 100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				exited := false
				task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					return supervise.WaitFor(ctx, sleepRegardless(&exited), c.limit)
				})
				require.NoError(t, tasks.Yield(ctx))
				if c.cancel {
					task.Cancel()
				}
				_, _, err := supervise.Wait(ctx, []*tasks.Task[int]{task}, supervise.AllCompleted, supervise.NoLimit)
				require.NoError(t, err)
				require.True(t, exited)
				v, err := task.Result()
				require.NoError(t, err)
				require.Equal(t, 7, v)
			})
		})
	}
}

func TestWaitForWithoutTimeReturnsWhatIsThereAlready(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for _, limit := range []time.Duration{0, -1} {
			ran := false
			tasks.LoopOf(ctx).CallSoon(func() { ran = true })
			v, err := supervise.WaitFor(ctx, tasks.Resolved(ctx, "done", nil), limit)
			require.False(t, ran, "it suspended")
			require.NoError(t, err)
			require.Equal(t, "done", v)
			_, err = supervise.WaitFor(ctx, tasks.Resolved(ctx, "", errFirst), limit)
			require.ErrorIs(t, err, errFirst)
		}
	})
}

func TestWaitForWithoutTimeDoesNotStartACoroutine(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for _, limit := range []time.Duration{0, -1} {
			started := false
			_, err := supervise.WaitFor(ctx, tasks.Void(func(context.Context) error {
				started = true
				return nil
			}), limit)
			require.ErrorIs(t, err, tasks.ErrTimeout)
			require.False(t, started)
		}
	})
}

func TestWaitForCancelsATaskWhenTheTimeIsUp(t *testing.T) {
	for name, limit := range map[string]time.Duration{"100 ms": 100 * time.Millisecond, "none": 0, "less than none": -1} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				running := false
				task := goVoid(ctx, func(ctx context.Context) error {
					running = true
					defer func() { running = false }()
					return sleepThen(10_000, nil)(ctx)
				})
				require.NoError(t, tasks.Yield(ctx))
				require.True(t, running)
				_, err := supervise.WaitFor(ctx, task, limit)
				var timeout *tasks.TimeoutError
				require.ErrorAs(t, err, &timeout)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.NotErrorIs(t, err, tasks.ErrCanceled)
				require.True(t, task.Canceled())
				require.False(t, running)
			})
		})
	}
}

func TestWaitForWithNoLimitReturnsWhatTheCoroutineDoes(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, err := supervise.WaitFor(ctx, doneAfter(0), supervise.NoLimit)
		require.NoError(t, err)
		require.Equal(t, "done", v)
	})
}

func TestWaitForReturnsAFuturesResult(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[string](ctx)
		tasks.LoopOf(ctx).CallSoon(func() { _ = f.SetResult("ok") })
		v, err := supervise.WaitFor(ctx, f, 200*time.Millisecond)
		require.NoError(t, err)
		require.Equal(t, "ok", v)
	})
}

func TestWaitForReturnsTheValueOfWhoRefusesToBeCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		stubborn := func(ctx context.Context) (int, error) {
			require.ErrorIs(t, sleepThen(1000, nil)(ctx), tasks.ErrCanceled)
			return 42, nil
		}
		for name, item := range map[string]tasks.Awaitable[int]{
			"coroutine": tasks.Coro[int](stubborn), "task": tasks.Go(ctx, stubborn),
		} {
			v, err := supervise.WaitFor(ctx, item, 10*time.Millisecond)
			require.NoError(t, err, name)
			require.Equal(t, 42, v, name)
			require.Zero(t, tasks.Current(ctx).Canceling())
		}
	})
}

func TestWaitForWaitsForTheEndOfTheTaskThatItCancels(t *testing.T) {
	for name, limit := range map[string]time.Duration{"a little time": time.Millisecond, "none": 0} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				cleaned := false
				task := goVoid(ctx, func(ctx context.Context) error {
					canceled := sleepThen(10_000, nil)(ctx)
					require.NoError(t, sleepThen(50, nil)(ctx))
					cleaned = true
					return canceled
				})
				require.NoError(t, tasks.Yield(ctx))
				_, err := supervise.WaitFor(ctx, task, limit)
				require.ErrorIs(t, err, tasks.ErrTimeout)
				require.True(t, cleaned)
			})
		})
	}
}

func TestWaitForReturnsTheErrorOfACleanUp(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for _, limit := range []time.Duration{time.Millisecond, 0} {
			task := goVoid(ctx, failWhenCanceled(errFirst))
			require.NoError(t, tasks.Yield(ctx))
			_, err := supervise.WaitFor(ctx, task, limit)
			require.ErrorIs(t, err, errFirst)
			require.NotErrorIs(t, err, tasks.ErrTimeout)
		}
	})
}

func TestACanceledWaitForCancelsWhatItWaitsFor(t *testing.T) {
	for name, limit := range map[string]time.Duration{"a minute": time.Minute, "no limit": supervise.NoLimit} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := goVoid(ctx, func(ctx context.Context) error {
					_, err := tasks.NewFuture[int](ctx).Await(ctx)
					return err
				})
				wait := goVoid(ctx, func(ctx context.Context) error {
					_, err := supervise.WaitFor(ctx, task, limit)
					return err
				})
				tasks.LoopOf(ctx).CallSoon(func() { wait.Cancel() })
				_, err := wait.Await(ctx)
				require.ErrorIs(t, err, tasks.ErrCanceled)
				require.True(t, task.Canceled())
			})
		})
	}
}

func TestACancellationAfterTheResultEndsTheCallerOfWaitFor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inner := tasks.Go(ctx, func(context.Context) (string, error) { return "done", nil })
		reached := false
		task := goVoid(ctx, func(ctx context.Context) error {
			_, err := supervise.WaitFor(ctx, inner, 100*time.Second)
			if err == nil {
				err = sleepThen(1000, nil)(ctx)
			}
			reached = err == nil
			return err
		})
		require.NoError(t, tasks.Yield(ctx))
		task.Cancel()
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		v, err := inner.Result()
		require.NoError(t, err)
		require.Equal(t, "done", v)
		require.False(t, reached)
	})
}

func TestWaitForOfAShieldLeavesTheTaskRunning(t *testing.T) {
	for name, c := range map[string]struct {
		limit    time.Duration
		timesOut bool
	}{
		"no time":     {limit: 0, timesOut: true},
		"little time": {limit: 10 * time.Millisecond, timesOut: true},
		"no limit":    {limit: supervise.NoLimit},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := tasks.Go(ctx, doneAfter(100))
				shield := supervise.Shield(ctx, task)
				_, err := supervise.WaitFor(ctx, shield, c.limit)
				if c.timesOut {
					require.ErrorIs(t, err, tasks.ErrTimeout)
					require.True(t, shield.Canceled())
				} else {
					require.NoError(t, err)
				}
				require.Equal(t, !c.timesOut, task.Finished())
				v, err := task.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, "done", v)
			})
		})
	}
}

func TestWaitForNeedsATask(t *testing.T) {
	ran := false
	_, err := supervise.WaitFor(t.Context(), tasks.Void(func(context.Context) error {
		ran = true
		return nil
	}), time.Second)
	require.ErrorIs(t, err, tasks.ErrNoTask)
	require.False(t, ran)
}
