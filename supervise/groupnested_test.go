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
				runner := goGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
					if outerTask {
						goVoidIn(outer, sleepThen(10_000, nil))
					}
					return supervise.WithGroup(ctx, func(ctx context.Context, inner *supervise.Group) error {
						for range 2 {
							goVoidIn(inner, failWhenCanceled(errFirst))
						}
						return sleepThen(10_000, nil)(ctx)
					})
				})
				require.NoError(t, sleepThen(100, nil)(ctx))
				require.False(t, runner.Finished())
				runner.Cancel()
				_, err := runner.Await(ctx)
				var outer *tasks.GroupError
				require.ErrorAs(t, err, &outer)
				require.Len(t, outer.Errors, 1)
				requireGroupError(t, outer.Errors[0], errFirst, errFirst)
			})
		})
	}
}

func TestAFailureOfTheOuterGroupCancelsTheInner(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var inside *tasks.Task[struct{}]
		runner := goGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
			goVoidIn(outer, sleepThen(100, errFirst))
			return supervise.WithGroup(ctx, func(_ context.Context, inner *supervise.Group) error {
				inside = goVoidIn(inner, sleepThen(10_000, errSecond))
				return nil
			})
		})
		_, err := runner.Await(ctx)
		requireGroupError(t, err, errFirst)
		require.True(t, inside.Canceled())
	})
}

func TestAFailureOfTheInnerGroupCancelsTheOuter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var outside *tasks.Task[struct{}]
		runner := goGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
			outside = goVoidIn(outer, sleepThen(10_000, errFirst))
			return supervise.WithGroup(ctx, func(_ context.Context, inner *supervise.Group) error {
				goVoidIn(inner, sleepThen(100, errSecond))
				return nil
			})
		})
		_, err := runner.Await(ctx)
		var group *tasks.GroupError
		require.ErrorAs(t, err, &group)
		require.Len(t, group.Errors, 1)
		requireGroupError(t, group.Errors[0], errSecond)
		require.True(t, outside.Canceled())
	})
}

func TestAGroupTakesItsCancellationOfTheTaskBack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			goVoidIn(g, sleepThen(0, errFirst))
			return nil
		})
		requireGroupError(t, err, errFirst)
		require.Zero(t, tasks.Current(ctx).Canceling())
		require.NoError(t, tasks.Yield(ctx))
	})
}

func TestEachOfTwoNestedGroupsTakesItsOwnCancellationBack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.WithGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
			err := supervise.WithGroup(ctx, func(_ context.Context, inner *supervise.Group) error {
				goVoidIn(inner, sleepThen(0, errFirst))
				goVoidIn(outer, sleepThen(0, errSecond))
				return nil
			})
			requireGroupError(t, err, errFirst)
			require.Equal(t, 1, tasks.Current(ctx).Canceling(), "the outer group's request")
			return nil
		})
		requireGroupError(t, err, errSecond)
		require.Zero(t, tasks.Current(ctx).Canceling())
	})
}

func TestACancellationBesideAFailureIsDeliveredAfterTheGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var started tasks.Event
		task := goVoid(ctx, func(ctx context.Context) error {
			err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				goVoidIn(g, func(ctx context.Context) error {
					started.Set()
					return sleepThen(0, errFirst)(ctx)
				})
				return sleepThen(1000, errors.New("the sleep in the group went on"))(ctx)
			})
			requireGroupError(t, err, errFirst)
			require.Equal(t, 1, tasks.Current(ctx).Canceling())
			return sleepThen(1000, errors.New("the sleep after the group went on"))(ctx)
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
