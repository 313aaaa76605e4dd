package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAStackHasNoFramesOfTheLibrary(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inGroup := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			return supervise.WithGroup(ctx, func(ctx context.Context, _ *supervise.Group) error {
				return tasks.Sleep(ctx, time.Hour)
			})
		}))
		staff := supervise.Start(ctx, supervise.Supervisor{})
		letPass(t, ctx, 1)
		for _, frame := range append(inGroup.Stack(0), staff.Stack(0)...) {
			require.Contains(t, frame.File, "stackframes_test.go", frame.Function)
		}
	})
}
