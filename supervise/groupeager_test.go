package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAnEagerTaskOfAGroupRunsInsideGoIn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			ended := supervise.GoIn(g, func(context.Context) (int, error) { return 42, nil }, tasks.Eager())
			require.True(t, ended.Finished())
			waits := supervise.GoIn(g, func(ctx context.Context) (int, error) { return 11, sleepThen(1, nil)(ctx) }, tasks.Eager())
			require.False(t, waits.Finished())
			return nil
		}))
	})
}

func TestAnEagerTaskThatFailsEndsItsGroupInTheNextPass(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			supervise.GoIn(g, func(context.Context) (int, error) { return 0, errFirst }, tasks.Eager())
			require.Zero(t, tasks.Current(ctx).Canceling())
			other := supervise.GoIn(g, func(context.Context) (int, error) { return 42, nil }, tasks.Eager())
			require.NoError(t, other.Err())
			require.ErrorIs(t, tasks.Yield(ctx), tasks.ErrCanceled)
			return nil
		})
		requireGroupError(t, err, errFirst)
	})
}

func TestAnEagerTaskThatFailsCancelsItsGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var other *tasks.Task[struct{}]
		err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			other = goVoidIn(g, sleepThen(1000, nil))
			supervise.GoIn(g, func(context.Context) (int, error) { return 0, errFirst }, tasks.Eager())
			return sleepThen(1000, nil)(ctx)
		})
		requireGroupError(t, err, errFirst)
		require.True(t, other.Canceled())
		require.NoError(t, tasks.Yield(ctx), "the cancellation leaks out of the group")
		require.Zero(t, tasks.Current(ctx).Canceling())
	})
}

// Two faults of asyncio's groups, the first in Python 3.13.0, the second in 3.15: the group
// was already canceling its tasks when this one joined it, and waited for ever.
func TestAnEagerTaskWhoseFirstStepEndsTheGroupIsCanceled(t *testing.T) {
	for name, end := range map[string]struct {
		step func(g *supervise.Group)
		want []error
	}{
		"by a task that fails": {
			func(g *supervise.Group) {
				supervise.GoIn(g, func(context.Context) (int, error) { return 0, errFirst }, tasks.Eager())
			},
			[]error{errFirst},
		},
		"by Cancel": {func(g *supervise.Group) { g.Cancel() }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var first *tasks.Task[struct{}]
				err := supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
					first = supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
						end.step(g)
						_, err := tasks.NewFuture[int](ctx).Await(ctx)
						return err
					}), tasks.Eager())
					return nil
				})
				if end.want == nil {
					require.NoError(t, err)
				} else {
					requireGroupError(t, err, end.want...)
				}
				require.True(t, first.Canceled())
				require.NoError(t, tasks.Yield(ctx))
			})
		})
	}
}
