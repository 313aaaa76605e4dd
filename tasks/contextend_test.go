package tasks_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAVirtualClockSeesTheEndOfATasksContext(t *testing.T) {
	for _, wait := range []tasks.Coro[int]{
		tasks.After(time.Hour, 1),
		func(ctx context.Context) (int, error) { return tasks.NewFuture[int](ctx).Await(ctx) },
	} {
		inRun(t, func(ctx context.Context) {
			start := tasks.LoopOf(ctx).Now()
			derived, cancel := context.WithCancel(ctx)
			child := tasks.Go(derived, wait)
			tasks.LoopOf(ctx).CallLater(time.Second, cancel)
			_, err := child.Await(ctx)
			require.ErrorIs(t, err, tasks.ErrCanceled)
			require.Equal(t, time.Second, tasks.LoopOf(ctx).Now().Sub(start))
		})
	}
}

func TestAVirtualClockSeesTheEndOfRunsContext(t *testing.T) {
	outside, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	_, err := tasks.Run(outside, tasks.Void(func(ctx context.Context) error {
		start := tasks.LoopOf(ctx).Now()
		tasks.LoopOf(ctx).CallLater(time.Second, interrupt)
		err := tasks.Sleep(ctx, time.Hour)
		require.Equal(t, time.Second, tasks.LoopOf(ctx).Now().Sub(start))
		return err
	}), tasks.VirtualClock())
	require.ErrorIs(t, err, context.Canceled)
}

func TestAVirtualClockWaitsForTheTimeLimitOfATasksContext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		limited, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		_, err := tasks.Go(limited, func(ctx context.Context) (int, error) { return tasks.NewFuture[int](ctx).Await(ctx) }).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
}

func TestATimeLimitOfTheRunDoesNotHideADeadlock(t *testing.T) {
	limited, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	_, err := tasks.Run(limited, func(ctx context.Context) (int, error) { return tasks.NewFuture[int](ctx).Await(ctx) }, tasks.VirtualClock())
	var deadlock *tasks.DeadlockError
	require.ErrorAs(t, err, &deadlock)
}

func TestATaskWhoseContextHasEndedNeverRuns(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		derived, cancel := context.WithCancelCause(ctx)
		cancel(errBoom)
		child := tasks.Go(derived, func(context.Context) (int, error) { t.Error("it ran"); return 1, nil })
		_, err := child.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.ErrorContains(t, err, "boom")
	})
}

func TestTheEndOfADerivedContextNeverCancelsTheTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch, stop, done := make(chan int), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for {
				select {
				case ch <- 1:
				case <-stop:
					return
				}
				for range 200 {
					_ = time.Now() // so that some receives find the sender and some do not
				}
			}
		}()
		for range 5000 {
			derived, cancel := context.WithCancel(ctx)
			cancel()
			_, _, _ = tasks.Recv(derived, ch)
			require.NoError(t, tasks.Yield(ctx))
		}
		close(stop)
		<-done
	})
}

func TestACancellationRightBeforeTheTasksTurnLosesNoItem(t *testing.T) {
	for passes := range 5 {
		synctest.Test(t, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				ch := make(chan int)
				task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					v, _, err := tasks.Recv(ctx, ch)
					require.NoError(t, err)
					require.Equal(t, 1, v)
					return nil
				}))
				letPass(t, ctx, 2)
				ch <- 1
				synctest.Wait() // the goroutine has posted its answer
				letPass(t, ctx, passes)
				task.Cancel()
				_, _ = task.Await(ctx)
				return nil
			}))
			require.NoError(t, err)
		})
	}
}

// Whatever a cancellation meets, each item is received exactly once.
func TestACanceledReceiveLosesNoItem(t *testing.T) {
	const items = 300
	inRun(t, func(ctx context.Context) {
		ch := make(chan int)
		go func() {
			defer close(ch)
			for n := range items {
				ch <- n
			}
		}()
		next := 0
		for done := false; !done; {
			task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				v, ok, err := tasks.Recv(ctx, ch)
				switch {
				case err != nil:
					return err
				case !ok:
					done = true
					return nil
				}
				require.Equal(t, next, v)
				next++
				return nil
			}))
			for range 1 + next%3 {
				require.NoError(t, tasks.Yield(ctx))
			}
			task.Cancel()
			_, err := task.Await(ctx)
			require.True(t, err == nil || tasks.IsCanceled(err), "%v", err)
		}
		require.Equal(t, items, next)
	})
}
