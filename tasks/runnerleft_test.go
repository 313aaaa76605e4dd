package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// A task that main makes in its last step still takes its first: that stands in
// the queue before the end of main.
func TestRunReturnsWhatMainDoesBesideATaskThatIsLeft(t *testing.T) {
	var left *tasks.Task[int]
	began := false
	v, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
		left = tasks.Go(ctx, func(ctx context.Context) (int, error) {
			began = true
			return 1, tasks.Sleep(ctx, 100*time.Millisecond)
		})
		return 123, nil
	}, tasks.VirtualClock())
	require.NoError(t, err)
	require.Equal(t, 123, v)
	require.True(t, began)
	require.True(t, left.Canceled())
}
