package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

var (
	errFirst  = errors.New("the first")
	errSecond = errors.New("the second")
)

// goVoidIn starts a task without a result in a group.
func goVoidIn(g *supervise.Group, fn func(ctx context.Context) error) *tasks.Task[struct{}] {
	return supervise.GoIn(g, tasks.Void(fn))
}

// goGroup starts a task that runs a group.
func goGroup(ctx context.Context, body func(ctx context.Context, g *supervise.Group) error) *tasks.Task[struct{}] {
	return goVoid(ctx, func(ctx context.Context) error { return supervise.WithGroup(ctx, body) })
}

// sleepThen sleeps for a number of milliseconds and then fails with err, which may be nil. A
// cancellation ends it.
func sleepThen(ms int, err error) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		if canceled := tasks.Sleep(ctx, time.Duration(ms)*time.Millisecond); canceled != nil {
			return canceled
		}
		return err
	}
}

// failWhenCanceled sleeps until it is canceled and then fails with err.
func failWhenCanceled(err error) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		_ = tasks.Sleep(ctx, 10*time.Second)
		return err
	}
}

// requireGroupError requires a *tasks.GroupError of these errors.
func requireGroupError(t *testing.T, err error, want ...error) {
	t.Helper()
	require.Equal(t, &tasks.GroupError{Errors: want}, err)
}

func TestAGroupWaitsForItsTasks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var first, second *tasks.Task[int]
		start := tasks.LoopOf(ctx).Now()
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			first = supervise.GoIn(g, func(ctx context.Context) (int, error) { return 42, sleepThen(100, nil)(ctx) })
			require.NoError(t, sleepThen(150, nil)(ctx))
			second = supervise.GoIn(g, func(ctx context.Context) (int, error) { return 11, sleepThen(200, nil)(ctx) })
			return nil
		}))
		require.Equal(t, 350*time.Millisecond, tasks.LoopOf(ctx).Now().Sub(start))
		for task, want := range map[*tasks.Task[int]]int{first: 42, second: 11} {
			v, err := task.Result()
			require.NoError(t, err)
			require.Equal(t, want, v)
		}
	})
}

func TestAnEmptyGroupDoesNotSuspend(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ran := false
		tasks.LoopOf(ctx).CallSoon(func() { ran = true })
		require.NoError(t, supervise.WithGroup(ctx, func(context.Context, *supervise.Group) error { return nil }))
		require.False(t, ran)
	})
}

func TestACanceledTaskDoesNotDisturbItsGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var first, second *tasks.Task[struct{}]
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			first = goVoidIn(g, sleepThen(1000, nil))
			require.NoError(t, sleepThen(150, nil)(ctx))
			first.Cancel()
			second = goVoidIn(g, sleepThen(200, nil))
			return nil
		}))
		require.True(t, first.Canceled())
		require.NoError(t, second.Err())
	})
}

func TestAGroupForgetsTheTasksThatHaveEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			for n := range 10 {
				require.NoError(t, sleepThen(100, nil)(ctx))
				goVoidIn(g, sleepThen(300, nil))
				if n == 5 {
					require.Less(t, g.Children().Left(), 5)
				}
			}
			require.NoError(t, sleepThen(1350, nil)(ctx))
			require.Zero(t, g.Children().Left())
			require.Nil(t, g.Children().First())
			return nil
		}))
	})
}

func TestATaskCanStartOthersInItsGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ended := 0
		require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			goVoidIn(g, func(ctx context.Context) error {
				require.NoError(t, sleepThen(100, nil)(ctx))
				for n := 1; n <= 2; n++ {
					goVoidIn(g, func(ctx context.Context) error {
						err := sleepThen(100*n, nil)(ctx)
						ended++
						return err
					})
				}
				return nil
			})
			return nil
		}))
		require.Equal(t, 2, ended)
	})
}

func TestAFailureStopsTasksThatStartEverMore(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		heads := 0
		err := supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			var hydra func(ctx context.Context) error
			hydra = func(ctx context.Context) error {
				heads++
				if err := sleepThen(10, nil)(ctx); err != nil {
					return err
				}
				goVoidIn(g, hydra)
				goVoidIn(g, hydra)
				return nil
			}
			goVoidIn(g, hydra)
			goVoidIn(g, func(ctx context.Context) error {
				for heads < 10 {
					if err := sleepThen(15, nil)(ctx); err != nil {
						return err
					}
				}
				return errFirst
			})
			return nil
		})
		requireGroupError(t, err, errFirst)
		require.GreaterOrEqual(t, heads, 10)
	})
}

func TestATaskOfAGroupTakesTheOptionsOfGo(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var v tasks.Var[int]
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			vars := tasks.CopyVars(ctx)
			get := func() (got int) {
				_, err := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					got = v.Get(ctx)
					return 0, nil
				}, tasks.InVars(vars)).Await(ctx)
				require.NoError(t, err)
				return got
			}
			for n := range 3 {
				require.Equal(t, n, get())
				task := supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
					v.Set(ctx, n+1)
					return nil
				}), tasks.InVars(vars), tasks.Name("yolo"))
				require.Equal(t, "yolo", task.Name())
				_, err := task.Await(ctx)
				require.NoError(t, err)
			}
			require.Zero(t, v.Get(ctx))
			return nil
		}))
	})
}

func TestAGroupThatIsAbortingTakesNoTasks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			goVoidIn(g, sleepThen(1, errFirst))
			goVoidIn(g, func(ctx context.Context) error {
				canceled := sleepThen(1000, nil)(ctx)
				refused := goVoidIn(g, sleepThen(1, errSecond))
				require.ErrorIs(t, refused.Err(), supervise.ErrGroupClosed)
				return canceled
			})
			return nil
		})
		requireGroupError(t, err, errFirst)
	})
}

func TestAGroupThatHasEndedTakesNoTasks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var group *supervise.Group
		require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			group = g
			return nil
		}))
		ran := false
		task := goVoidIn(group, func(context.Context) error { ran = true; return nil })
		require.True(t, task.Finished())
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, supervise.ErrGroupClosed)
		require.NoError(t, tasks.Yield(ctx))
		require.False(t, ran)
	})
}

func TestAGroupNeedsATask(t *testing.T) {
	entered := false
	err := supervise.WithGroup(t.Context(), func(context.Context, *supervise.Group) error {
		entered = true
		return nil
	})
	require.ErrorIs(t, err, tasks.ErrNoTask)
	require.False(t, entered)
}
