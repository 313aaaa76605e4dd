package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// inRun runs body as the main task of a loop with a virtual clock.
func inRun(t *testing.T, body func(ctx context.Context), opts ...tasks.RunOption) {
	t.Helper()
	main := tasks.Void(func(ctx context.Context) error { body(ctx); return nil })
	_, err := tasks.Run(t.Context(), main, append([]tasks.RunOption{tasks.VirtualClock()}, opts...)...)
	require.NoError(t, err)
}

// letPass lets everything else that is ready run for n passes of the loop.
func letPass(t *testing.T, ctx context.Context, n int) {
	t.Helper()
	for range n {
		require.NoError(t, tasks.Yield(ctx))
	}
}

// goVoid starts a task without a result.
func goVoid(ctx context.Context, fn func(ctx context.Context) error) *tasks.Task[struct{}] {
	return tasks.Go(ctx, tasks.Void(fn))
}
