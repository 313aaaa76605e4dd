package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

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
			got <- tasks.Spawn(ctx, nil, never).Err()
		}()
		require.ErrorIs(t, <-got, tasks.ErrNotRunning)
		require.ErrorIs(t, <-got, tasks.ErrForeignGoroutine)
		return nil
	}), tasks.Debug(true))
	require.NoError(t, err)
}
