package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func panicking(context.Context) (int, error) { panic("too late") }

// panickingLate panics after a second, whether it is canceled or not.
func panickingLate(ctx context.Context) (int, error) {
	_ = tasks.Sleep(ctx, time.Second)
	panic("too late")
}

func failingAtOnce(context.Context) (int, error) { return 0, errOutOfOrder }

func TestAPanicThatAGatherGivesToNobodyIsReported(t *testing.T) {
	for name, gather := range map[string]func(ctx context.Context) error{
		"after the first error": func(ctx context.Context) error {
			_, err := supervise.Gather[int](ctx, tasks.Coro[int](failingAtOnce), tasks.Coro[int](panicking)).Await(ctx)
			require.ErrorIs(t, err, errOutOfOrder)
			return tasks.Yield(ctx)
		},
		"of the last of outcomes that were canceled": func(ctx context.Context) error {
			g := supervise.GatherOutcomes[int](ctx, tasks.Coro[int](panickingLate))
			require.NoError(t, tasks.Yield(ctx))
			g.Cancel()
			_, err := g.Await(ctx)
			require.True(t, tasks.IsCanceled(err))
			return nil
		},
		"of outcomes that were canceled": func(ctx context.Context) error {
			g := supervise.GatherOutcomes[int](ctx, tasks.Coro[int](panickingLate), tasks.After(time.Hour, 1))
			require.NoError(t, tasks.Yield(ctx))
			g.Cancel()
			_, err := g.Await(ctx)
			require.True(t, tasks.IsCanceled(err))
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			reports := reportsOf(t, func(ctx context.Context) { require.NoError(t, gather(ctx)) })
			require.Len(t, reports, 1)
			var panicked *tasks.PanicError
			require.ErrorAs(t, reports[0].Err, &panicked)
			require.Equal(t, "too late", panicked.Value)
		})
	}
}

func TestAPanicThatSomebodyGetsIsNotReportedByAGather(t *testing.T) {
	for name, gather := range map[string]func(ctx context.Context) error{
		"from the gather": func(ctx context.Context) error {
			_, err := supervise.Gather[int](ctx, tasks.Coro[int](panicking)).Await(ctx)
			return err
		},
		"from the task": func(ctx context.Context) error {
			late := tasks.Go(ctx, panickingLate)
			_, err := supervise.Gather[int](ctx, tasks.Coro[int](failingAtOnce), late).Await(ctx)
			require.ErrorIs(t, err, errOutOfOrder)
			_, err = late.Await(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Empty(t, reportsOf(t, func(ctx context.Context) {
				var panicked *tasks.PanicError
				require.ErrorAs(t, gather(ctx), &panicked)
			}))
		})
	}
}
