package tasks_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAnExecutorDoesNotKeepWhatWasCanceledBeforeItHadAPlace(t *testing.T) {
	gate := make(chan struct{})
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		one := tasks.NewExecutor(1)
		tasks.Spawn(ctx, one, func(context.Context) (int, error) { <-gate; return 1, nil })
		weight := new([1 << 16]byte)
		kept := weak.Make(weight)
		waits := tasks.Spawn(ctx, one, func(context.Context) (int, error) { return int(weight[0]), nil })
		weight = nil
		waits.Cancel()
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, tasks.Yield(ctx))
		runtime.GC()
		require.Nil(t, kept.Value())
		close(gate)
		_, err := tasks.Spawn(ctx, one, func(context.Context) (int, error) { return 1, nil }).Await(ctx)
		return err
	}))
	require.NoError(t, err)
}
