package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// The loop of a foreign task is another goroutine's: what refuses the task must not touch it.

func TestWhatRefusesATaskOfAnotherLoopNamesItAndLeavesItAlone(t *testing.T) {
	for name, await := range map[string]func(ctx context.Context, foreign *tasks.Task[int]) error{
		"Gather": func(ctx context.Context, foreign *tasks.Task[int]) error {
			return supervise.Gather[int](ctx, foreign).Err()
		},
		"Gather2": func(ctx context.Context, foreign *tasks.Task[int]) error {
			return supervise.Gather2[int, int](ctx, foreign, foreign).Err()
		},
		"Shield": func(ctx context.Context, foreign *tasks.Task[int]) error {
			_, err := supervise.Shield[int](ctx, foreign).Await(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			var reports []tasks.Report
			other, err := tasks.Start(tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
			require.NoError(t, err)
			foreign, err := tasks.RunOn(t.Context(), other, func(ctx context.Context) (*tasks.Task[int], error) {
				return tasks.Go(ctx, tasks.After(time.Hour, 1), tasks.Name("far")), nil
			})
			require.NoError(t, err)
			inRun(t, func(ctx context.Context) {
				err := await(ctx, foreign)
				require.ErrorIs(t, err, tasks.ErrForeignLoop)
				require.ErrorContains(t, err, `task "far"`)
			})
			require.NoError(t, other.Shutdown(t.Context()))
			require.Empty(t, reports, "no future of that loop is left, whose cancellation nobody reads")
		})
	}
}

func TestAnActorOfAnotherLoopIsNotAwaited(t *testing.T) {
	other, err := tasks.Start()
	require.NoError(t, err)
	ref, err := tasks.RunOn(t.Context(), other, func(ctx context.Context) (*supervise.Ref, error) {
		return supervise.Spawn(ctx, supervise.Actor{Handle: fragile})
	})
	require.NoError(t, err)
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, ref.Await(ctx), tasks.ErrForeignLoop) })
	require.NoError(t, other.Shutdown(t.Context()))
}
