package supervise_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAnInnerGroupsErrorIsOneErrorOfTheOuter(t *testing.T) {
	for name, outerTask := range map[string]bool{"an empty outer group": false, "an outer group with a task": true} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				runner := syGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
					if outerTask {
						syIn(outer, sySleep(10_000, nil))
					}
					return supervise.WithGroup(ctx, func(ctx context.Context, inner *supervise.Group) error {
						for range 2 {
							syIn(inner, syFailAtCancel(errSyFirst))
						}
						return sySleep(10_000, nil)(ctx)
					})
				})
				require.NoError(t, sySleep(100, nil)(ctx))
				require.False(t, runner.Finished())
				runner.Cancel()
				_, err := runner.Await(ctx)
				var outer *tasks.GroupError
				require.ErrorAs(t, err, &outer)
				require.Len(t, outer.Errors, 1)
				syRequireGroupError(t, outer.Errors[0], errSyFirst, errSyFirst)
			})
		})
	}
}

func TestAFailureOfTheOuterGroupCancelsTheInner(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var inside *tasks.Task[struct{}]
		runner := syGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
			syIn(outer, sySleep(100, errSyFirst))
			return supervise.WithGroup(ctx, func(_ context.Context, inner *supervise.Group) error {
				inside = syIn(inner, sySleep(10_000, errSySecond))
				return nil
			})
		})
		_, err := runner.Await(ctx)
		syRequireGroupError(t, err, errSyFirst)
		require.True(t, inside.Canceled())
	})
}

func TestAFailureOfTheInnerGroupCancelsTheOuter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var outside *tasks.Task[struct{}]
		runner := syGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
			outside = syIn(outer, sySleep(10_000, errSyFirst))
			return supervise.WithGroup(ctx, func(_ context.Context, inner *supervise.Group) error {
				syIn(inner, sySleep(100, errSySecond))
				return nil
			})
		})
		_, err := runner.Await(ctx)
		var group *tasks.GroupError
		require.ErrorAs(t, err, &group)
		require.Len(t, group.Errors, 1)
		syRequireGroupError(t, group.Errors[0], errSySecond)
		require.True(t, outside.Canceled())
	})
}

func TestAGroupTakesItsCancellationOfTheTaskBack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			syIn(g, sySleep(0, errSyFirst))
			return nil
		})
		syRequireGroupError(t, err, errSyFirst)
		require.Zero(t, tasks.Current(ctx).Canceling())
		require.NoError(t, tasks.Yield(ctx))
	})
}

func TestEachOfTwoNestedGroupsTakesItsOwnCancellationBack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.WithGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
			err := supervise.WithGroup(ctx, func(_ context.Context, inner *supervise.Group) error {
				syIn(inner, sySleep(0, errSyFirst))
				syIn(outer, sySleep(0, errSySecond))
				return nil
			})
			syRequireGroupError(t, err, errSyFirst)
			require.Equal(t, 1, tasks.Current(ctx).Canceling(), "the outer group's request")
			return nil
		})
		syRequireGroupError(t, err, errSySecond)
		require.Zero(t, tasks.Current(ctx).Canceling())
	})
}

func TestACancellationBesideAFailureIsDeliveredAfterTheGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var started tasks.Event
		task := syGo(ctx, func(ctx context.Context) error {
			err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				syIn(g, func(ctx context.Context) error {
					started.Set()
					return sySleep(0, errSyFirst)(ctx)
				})
				return sySleep(1000, errors.New("the sleep in the group went on"))(ctx)
			})
			syRequireGroupError(t, err, errSyFirst)
			require.Equal(t, 1, tasks.Current(ctx).Canceling())
			return sySleep(1000, errors.New("the sleep after the group went on"))(ctx)
		})
		require.NoError(t, started.Wait(ctx))
		require.Zero(t, task.Canceling())
		task.Cancel()
		require.Equal(t, 1, task.Canceling())
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.True(t, task.Canceled())
	})
}
