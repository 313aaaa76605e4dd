package tasks_test

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

//go:noinline
func restsInside(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) }

// The compiler may inline what the library wraps around a user's function into
// the user's own package, and then names it after that.
func TestAStackHasNoFramesOfTheLibrary(t *testing.T) {
	for name, coro := range map[string]tasks.Coro[struct{}]{
		"Void": tasks.Void(restsInside),
		"With": tasks.Void(func(ctx context.Context) error { return tasks.With(ctx, new(tasks.Lock), restsInside) }),
		"an inline Coro": func(ctx context.Context) (struct{}, error) {
			return tasks.Void(restsInside).Await(ctx)
		},
		"FromSeq": tasks.FromSeq(func(ctx context.Context, _ *struct{}) iter.Seq[tasks.Handle] {
			return func(func(tasks.Handle) bool) { _ = restsInside(ctx) }
		}),
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := tasks.Go(ctx, coro)
				letPass(t, ctx, 1)
				frames := task.Stack(0)
				require.NotEmpty(t, frames)
				for _, frame := range frames {
					require.True(t, strings.HasSuffix(frame.File, "stackframes_test.go"), "%s in %s", frame.Function, frame.File)
				}
				newest := frames[len(frames)-1]
				require.True(t, strings.HasSuffix(newest.Function, "restsInside"), newest.Function)
			})
		})
	}
}

func TestATaskOfTheLibrarysOwnFunctionHasNoFrames(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(time.Hour, 1))
		letPass(t, ctx, 1)
		require.Empty(t, task.Stack(0))
		require.False(t, task.Finished())
	})
}
