package supervise_test

import (
	"context"
	"testing"
	"time"

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

// reportsOf runs body as inRun does and returns what the loop reported. No step counts as slow.
func reportsOf(t *testing.T, body func(ctx context.Context), opts ...tasks.RunOption) (reports []tasks.Report) {
	t.Helper()
	inRun(t, body, append([]tasks.RunOption{tasks.SlowStep(time.Hour), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) {
		reports = append(reports, r)
	})}, opts...)...)
	return reports
}

// letPass lets everything else that is ready run for n passes of the loop.
func letPass(t *testing.T, ctx context.Context, n int) {
	t.Helper()
	for range n {
		require.NoError(t, tasks.Yield(ctx))
	}
}

// letTimePass sleeps for a number of milliseconds, or until it is canceled.
func letTimePass(ctx context.Context, ms int) {
	_ = tasks.Sleep(ctx, time.Duration(ms)*time.Millisecond)
}

// goVoid starts a task without a result.
func goVoid(ctx context.Context, fn func(ctx context.Context) error) *tasks.Task[struct{}] {
	return tasks.Go(ctx, tasks.Void(fn))
}
