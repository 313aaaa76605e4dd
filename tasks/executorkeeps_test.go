package tasks_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// heavy is a function that keeps much, and a weak pointer to that.
func heavy() (func(context.Context) (int, error), weak.Pointer[[1 << 16]byte]) {
	weight := new([1 << 16]byte)
	return func(context.Context) (int, error) { return int(weight[0]), nil }, weak.Make(weight)
}

func TestAnExecutorDoesNotKeepWhatWasCanceledBeforeItHadAPlace(t *testing.T) {
	gate := make(chan struct{})
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		one := tasks.NewExecutor(1)
		tasks.InExecutor(ctx, one, func(context.Context) (int, error) { <-gate; return 1, nil })
		fn, kept := heavy()
		tasks.InExecutor(ctx, one, fn).Cancel()
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, tasks.Yield(ctx))
		runtime.GC()
		gone := kept.Value() == nil
		close(gate)
		require.True(t, gone)
		_, err := tasks.InExecutor(ctx, one, func(context.Context) (int, error) { return 1, nil }).Await(ctx)
		return err
	}))
	require.NoError(t, err)
}

func TestTheFutureOfAThreadThatHadToWaitForAPlaceKeepsNoFunction(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		one, gate := tasks.NewExecutor(1), make(chan struct{})
		tasks.InExecutor(ctx, one, func(context.Context) (int, error) { <-gate; return 1, nil })
		waited, kept := func() (*tasks.Future[int], weak.Pointer[[1 << 16]byte]) {
			fn, kept := heavy()
			return tasks.InExecutor(ctx, one, fn), kept
		}()
		close(gate)
		_, err := waited.Await(ctx)
		require.NoError(t, err)
		_, err = tasks.InExecutor(ctx, one, func(context.Context) (int, error) { return 1, nil }).Await(ctx) // its goroutine has left fn
		require.NoError(t, err)
		runtime.GC()
		require.Nil(t, kept.Value())
		runtime.KeepAlive(waited)
		return nil
	}))
	require.NoError(t, err)
}
