package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAFailureCancelsTheOtherTasksOfTheGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var other *tasks.Task[struct{}]
		after := false
		runner := goVoid(ctx, func(ctx context.Context) error {
			err := supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
				goVoidIn(g, sleepThen(100, errFirst))
				other = goVoidIn(g, sleepThen(1000, nil))
				return nil
			})
			after = err == nil
			return err
		})
		_, err := runner.Await(ctx)
		requireGroupError(t, err, errFirst)
		require.True(t, other.Canceled())
		require.False(t, after)
	})
}

func TestAFailureCancelsTheBodyOfTheGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var inBody error
		var other *tasks.Task[struct{}]
		runner := goGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			for range 3 {
				goVoidIn(g, sleepThen(100, errFirst))
			}
			other = goVoidIn(g, sleepThen(5000, nil))
			inBody = sleepThen(10_000, nil)(ctx)
			return inBody
		})
		_, err := runner.Await(ctx)
		// The timers of the three end in one pass, before the cancellation.
		requireGroupError(t, err, errFirst, errFirst, errFirst)
		require.ErrorIs(t, inBody, tasks.ErrCanceled)
		require.True(t, other.Canceled())
	})
}

func TestACancellationReachesTheTasksAndTheBodyOfAGroup(t *testing.T) {
	for name, c := range map[string]struct {
		children int
		bodyMs   int
	}{
		"after the body":              {children: 5},
		"in the body":                 {children: 5, bodyMs: 10_000},
		"in the body, without a task": {bodyMs: 10_000},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				canceled, inBody := 0, false
				runner := goGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
					for range c.children {
						goVoidIn(g, func(ctx context.Context) error {
							err := sleepThen(5000, nil)(ctx)
							if tasks.IsCanceled(err) {
								canceled++
							}
							return err
						})
					}
					if c.bodyMs == 0 {
						return nil
					}
					err := sleepThen(c.bodyMs, nil)(ctx)
					inBody = tasks.IsCanceled(err)
					return err
				})
				require.NoError(t, sleepThen(100, nil)(ctx))
				require.False(t, runner.Finished())
				runner.Cancel()
				_, err := runner.Await(ctx)
				require.ErrorIs(t, err, tasks.ErrCanceled)
				require.True(t, runner.Canceled())
				require.Equal(t, c.children, canceled)
				require.Equal(t, c.bodyMs > 0, inBody)
			})
		})
	}
}

func TestErrorsOfCanceledTasksGoBeforeTheCancellation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		runner := goGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			for range 5 {
				goVoidIn(g, failWhenCanceled(errFirst))
			}
			return sleepThen(10_000, nil)(ctx)
		})
		require.NoError(t, sleepThen(100, nil)(ctx))
		runner.Cancel()
		_, err := runner.Await(ctx)
		requireGroupError(t, err, errFirst, errFirst, errFirst, errFirst, errFirst)
		require.False(t, runner.Canceled())
	})
}

func TestAnErrorOfTheBodyCancelsTheTasks(t *testing.T) {
	for name, ms := range map[string]int{"after a while": 100, "before their first step": 0} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var first, second *tasks.Task[struct{}]
				err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
					first, second = goVoidIn(g, sleepThen(1000, nil)), goVoidIn(g, sleepThen(2000, nil))
					if ms > 0 {
						require.NoError(t, sleepThen(ms, nil)(ctx))
					}
					return errFirst
				})
				requireGroupError(t, err, errFirst)
				require.True(t, first.Canceled())
				require.True(t, second.Canceled())
			})
		})
	}
}

func TestAPanicOfTheBodyIsAnErrorOfTheGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var task *tasks.Task[struct{}]
		err := supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			task = goVoidIn(g, sleepThen(1000, nil))
			panic("body")
		})
		var panicked *tasks.PanicError
		require.ErrorAs(t, err, &panicked)
		require.Equal(t, "body", panicked.Value)
		require.True(t, task.Canceled())
	})
}

func TestAnErrorWhileTheBodyCleansUpGoesBeforeItsCancellation(t *testing.T) {
	body := func(ctx context.Context) error {
		return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			goVoidIn(g, sleepThen(300, errFirst))
			canceled := sleepThen(10_000, nil)(ctx)
			require.ErrorIs(t, sleepThen(500, nil)(ctx), tasks.ErrCanceled, "the failure ends the clean-up")
			return canceled
		})
	}
	for name, run := range map[string]func(ctx context.Context) error{
		"in the canceled task": body,
		"in one it awaits": func(ctx context.Context) error {
			_, err := goVoid(ctx, body).Await(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				runner := goVoid(ctx, run)
				require.NoError(t, sleepThen(100, nil)(ctx))
				runner.Cancel()
				_, err := runner.Await(ctx)
				requireGroupError(t, err, errFirst)
			})
		})
	}
}

func TestAnErrorOfTheBodyAtItsCancellationFailsTheGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		runner := goGroup(ctx, func(ctx context.Context, _ *supervise.Group) error {
			require.ErrorIs(t, sleepThen(10_000, nil)(ctx), tasks.ErrCanceled)
			return errFirst
		})
		require.NoError(t, sleepThen(100, nil)(ctx))
		runner.Cancel()
		_, err := runner.Await(ctx)
		requireGroupError(t, err, errFirst)
	})
}

func TestErrorsOfTasksAndBodyAreReturnedTogether(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		runner := goGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			goVoidIn(g, sleepThen(100, errFirst))
			return failWhenCanceled(errSecond)(ctx)
		})
		_, err := runner.Await(ctx)
		requireGroupError(t, err, errFirst, errSecond)
	})
}

func TestAnErrorOfADeferInTheBodyLeavesNoCancellationBehind(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := goVoid(ctx, func(ctx context.Context) error {
			err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) (err error) {
				defer func() { err = errSecond }()
				goVoidIn(g, func(context.Context) error { return errFirst })
				return sleepThen(1000, nil)(ctx)
			})
			requireGroupError(t, err, errFirst, errSecond)
			require.Zero(t, tasks.Current(ctx).Canceling())
			return tasks.Yield(ctx)
		})
		_, err := task.Await(ctx)
		require.NoError(t, err)
	})
}

func TestTheFirstCancellationOfAGroupThatWaitsIsReturned(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		runner := goGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			goVoidIn(g, func(ctx context.Context) error {
				_ = sleepThen(10_000, nil)(ctx)
				return sleepThen(1000, nil)(ctx)
			})
			return nil
		})
		for _, msg := range []string{"first", "second"} {
			require.NoError(t, sleepThen(100, nil)(ctx))
			runner.Cancel(msg)
		}
		_, err := runner.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.ErrorContains(t, err, "first")
	})
}
