package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestZZForeign(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	defer func() { require.NoError(t, r.Close()) }()
	foreign := tasks.NewFutureOn[int](r.Loop())
	sup := map[string]func(ctx context.Context, own *tasks.Future[int]) error{
		"Gather": func(ctx context.Context, own *tasks.Future[int]) error { f := supervise.Gather[int](ctx, own, foreign); t2Drain(t, ctx); return f.Err() },
		"Outcomes": func(ctx context.Context, own *tasks.Future[int]) error { f := supervise.GatherOutcomes[int](ctx, own, foreign); t2Drain(t, ctx); return f.Err() },
		"GatherAllForeign": func(ctx context.Context, own *tasks.Future[int]) error { _, err := supervise.Gather[int](ctx, foreign).Await(ctx); return err},
		"Wait": func(ctx context.Context, own *tasks.Future[int]) error {
			_, _, err := supervise.Wait(ctx, []*tasks.Future[int]{own, foreign}, supervise.AllCompleted, supervise.NoLimit); return err },
		"WaitFor": func(ctx context.Context, own *tasks.Future[int]) error { _, err := supervise.WaitFor[int](ctx, foreign, 100); return err },
		"WaitFor0": func(ctx context.Context, own *tasks.Future[int]) error { _, err := supervise.WaitFor[int](ctx, foreign, 0); return err },
		"Shield": func(ctx context.Context, own *tasks.Future[int]) error { _, err := supervise.Shield[int](ctx, foreign).Await(ctx); return err },
		"AsCompleted": func(ctx context.Context, own *tasks.Future[int]) (err error) {
			for _, err = range supervise.AsCompleted[int](ctx, supervise.NoLimit, own, foreign) { break }
			return err
		},
	}
	for n, f := range sup {
		t.Run(n, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
				return 0, f(ctx, tasks.NewFuture[int](ctx))
			}, tasks.VirtualClock())
			require.ErrorIs(t, err, tasks.ErrForeignLoop)
		})
	}
}
