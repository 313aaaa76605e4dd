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
		tasks.Spawn(ctx, one, func(context.Context) (int, error) { <-gate; return 1, nil })
		fn, kept := heavy()
		tasks.Spawn(ctx, one, fn).Cancel()
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, tasks.Yield(ctx))
		runtime.GC()
		gone := kept.Value() == nil
		close(gate)
		require.True(t, gone)
		_, err := tasks.Spawn(ctx, one, func(context.Context) (int, error) { return 1, nil }).Await(ctx)
		return err
	}))
	require.NoError(t, err)
}
