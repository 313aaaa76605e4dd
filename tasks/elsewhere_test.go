package tasks_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/invariants"
	"github.com/actorloom/actorloom/tasks"
)

// Without debug mode these are races; with it the race detector finds none.
func TestAWaitOnAnotherGoroutineIsRefusedInDebugModeBeforeItLooksAtAnything(t *testing.T) {
	var event tasks.Event
	var lock tasks.Lock
	semaphore := tasks.NewSemaphore(1)
	for name, c := range map[string]struct {
		use, wait func(ctx context.Context) error
	}{
		"Event": {func(context.Context) error { event.Set(); event.Clear(); return nil }, event.Wait},
		"Lock": {func(ctx context.Context) error {
			return tasks.With(ctx, &lock, tasks.Yield)
		}, lock.Acquire},
		"Semaphore": {func(ctx context.Context) error {
			return tasks.With(ctx, semaphore, tasks.Yield)
		}, semaphore.Acquire},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				got := make(chan error, 1)
				go func() { got <- c.wait(ctx) }()
				for range 300 {
					require.NoError(t, c.use(ctx))
				}
				require.ErrorIs(t, <-got, tasks.ErrNotRunning)
				return nil
			}), tasks.Debug(true))
			require.NoError(t, err)
		})
	}
}

func TestAForeignGoroutineStartsNoThreadInDebugMode(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		never := func(context.Context) (int, error) { t.Error("it was started"); return 0, nil }
		got := make(chan error, 2)
		go func() {
			_, err := tasks.ToThread(ctx, never)
			got <- err
			got <- tasks.InExecutor(ctx, nil, never).Err()
		}()
		require.ErrorIs(t, <-got, tasks.ErrNotRunning)
		require.ErrorIs(t, <-got, tasks.ErrForeignGoroutine)
		return nil
	}), tasks.Debug(true))
	require.NoError(t, err)
}

func TestAWakeUpFromAForeignGoroutineIsReportedInDebugMode(t *testing.T) {
	if invariants.Enabled {
		t.Skip("it is a race, which the race detector finds before")
	}
	var event tasks.Event
	var lock tasks.Lock
	semaphore, queue, channel := tasks.NewSemaphore(0), tasks.NewQueue[int](0), tasks.NewChan[int](0)
	for name, c := range map[string]struct {
		wait func(ctx context.Context) error
		wake func()
	}{
		"an event": {event.Wait, event.Set},
		"a lock": {func(ctx context.Context) error {
			if !lock.Locked() {
				require.NoError(t, lock.Acquire(ctx))
			}
			return lock.Acquire(ctx)
		}, func() { _ = lock.Release() }},
		"a semaphore":              {semaphore.Acquire, func() { _ = semaphore.Release() }},
		"an item of a queue":       {func(ctx context.Context) error { _, err := queue.Get(ctx); return err }, func() { _ = queue.TryPut(1) }},
		"a receive from a channel": {func(ctx context.Context) error { _, _, err := channel.Recv(ctx); return err }, func() { channel.TrySend(1) }},
	} {
		t.Run(name, func(t *testing.T) {
			told := make(chan tasks.Report, 1)
			l, err := tasks.Start(tasks.Debug(true), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { told <- r }))
			require.NoError(t, err)
			waits := tasks.Submit(l, tasks.Void(c.wait))
			asleep := make(chan struct{})
			require.NoError(t, l.Post(func() { l.CallSoon(func() { l.CallSoon(func() { close(asleep) }) }) }))
			<-asleep
			c.wake()
			_, err = waits.Wait(t.Context())
			require.NoError(t, err, "the wake-up happens all the same")
			r := <-told
			require.ErrorIs(t, r.Err, tasks.ErrForeignGoroutine)
			require.Equal(t, "what ends a wait for "+name+" was called outside its loop", r.Message)
			require.NoError(t, l.Shutdown(t.Context()))
		})
	}
}

func TestResolvedOnAForeignGoroutineHasEndedInDebugMode(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for _, err := range []error{nil, errBoom} {
			made := make(chan *tasks.Future[int])
			go func() { made <- tasks.Resolved(ctx, 1, err) }()
			f := <-made
			require.True(t, f.Finished())
			require.ErrorIs(t, f.Err(), tasks.ErrForeignGoroutine)
		}
	}, tasks.Debug(true))
}

func TestCancelOfATaskWhoseBackgroundLoopHasShutIsNoForeignCall(t *testing.T) {
	var reports []tasks.Report
	l, err := tasks.Start(tasks.Debug(true), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.NoError(t, err)
	made := tasks.Submit(l, func(ctx context.Context) (*tasks.Task[int], error) {
		return tasks.Go(ctx, tasks.After(0, 1)), nil
	})
	task, err := made.Wait(t.Context())
	require.NoError(t, err)
	require.NoError(t, l.Shutdown(t.Context()))
	require.False(t, task.Cancel(), "there is nothing left to cancel")
	require.Empty(t, reports)
}

func TestCancelOnAForeignGoroutineIsReportedInDebugModeAndCountsAllTheSame(t *testing.T) {
	var reports []tasks.Report
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		sleeper := tasks.Go(ctx, tasks.After(time.Hour, 0))
		require.NoError(t, tasks.Yield(ctx))
		_, err := tasks.ToThread(ctx, func(context.Context) (bool, error) { return sleeper.Cancel("enough"), nil })
		require.NoError(t, err)
		_, err = sleeper.Await(ctx)
		require.Equal(t, &tasks.CanceledError{Msg: "enough"}, err)
		return nil
	}), tasks.VirtualClock(), tasks.Debug(true), tasks.SlowStep(time.Hour), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.NoError(t, err)
	require.Len(t, reports, 1)
	require.Equal(t, "Cancel was called outside its loop", reports[0].Message)
	require.ErrorIs(t, reports[0].Err, tasks.ErrForeignGoroutine)
}

func TestAResultThatIsSetOnAForeignGoroutineIsRefusedAndReportedInDebugMode(t *testing.T) {
	for name, set := range map[string]func(f *tasks.Future[int]) error{
		"SetResult": func(f *tasks.Future[int]) error { return f.SetResult(1) },
		"SetError":  func(f *tasks.Future[int]) error { return f.SetError(errors.New("boo")) },
	} {
		t.Run(name, func(t *testing.T) {
			var reports reportCollector
			inRun(t, func(ctx context.Context) {
				f := tasks.NewFuture[int](ctx)
				_, err := tasks.ToThread(ctx, func(context.Context) (int, error) { return 0, set(f) })
				require.ErrorIs(t, err, tasks.ErrForeignGoroutine)
				require.False(t, f.Finished())
			}, tasks.Debug(true), tasks.SlowStep(time.Hour), reports.collect())
			require.Len(t, reports.all(), 1)
			require.Equal(t, name+" was called outside its loop, and did nothing", reports.all()[0].Message)
			require.Contains(t, reports.all()[0].Stack, "elsewhere_test.go")
		})
	}
}
