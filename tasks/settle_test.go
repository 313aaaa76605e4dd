package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestNobodyEndsARunningTaskFromOutside(t *testing.T) {
	for name, end := range map[string]func(task *tasks.Task[int]) bool{
		"with a value":          func(task *tasks.Task[int]) bool { return task.Completion().Settle(nil) },
		"with an error":         func(task *tasks.Task[int]) bool { return task.Completion().Settle(errBoom) },
		"with a cancellation":   func(task *tasks.Task[int]) bool { return task.Completion().EndCanceled(errBoom) },
		"before its first step": func(task *tasks.Task[int]) bool { return task.Completion().Settle(errBoom) },
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := tasks.Go(ctx, tasks.After(100*time.Millisecond, 10))
				if name != "before its first step" {
					letPass(t, ctx, 1)
				}
				require.False(t, end(task))
				require.False(t, task.Finished())
				v, err := task.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, 10, v)
				require.False(t, end(task))
			})
		})
	}
}
