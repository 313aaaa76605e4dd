package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// requireNoTrace requires that the calling task is as it was before a group.
func requireNoTrace(t *testing.T, ctx context.Context) {
	t.Helper()
	require.Zero(t, tasks.Current(ctx).Canceling())
	require.NoError(t, tasks.Yield(ctx), "a cancellation was left behind")
}

func TestCancelEndsAGroupWithoutAnError(t *testing.T) {
	for name, cancel := range map[string]func(ctx context.Context, g *supervise.Group) error{
		"by the body": func(ctx context.Context, g *supervise.Group) error {
			require.NoError(t, tasks.Yield(ctx))
			g.Cancel()
			return nil
		},
		"by the body, which then waits": func(ctx context.Context, g *supervise.Group) error {
			g.Cancel()
			return tasks.Sleep(ctx, time.Hour)
		},
		"by a task of the group": func(_ context.Context, g *supervise.Group) error {
			goVoidIn(g, func(context.Context) error { g.Cancel(); return nil })
			return nil
		},
		"by a task of the group, while the body waits": func(ctx context.Context, g *supervise.Group) error {
			goVoidIn(g, func(context.Context) error { g.Cancel(); return nil })
			return tasks.Sleep(ctx, time.Hour)
		},
		"by another task": func(ctx context.Context, g *supervise.Group) error {
			goVoid(ctx, func(context.Context) error { g.Cancel(); return nil })
			return tasks.Sleep(ctx, time.Hour)
		},
		"by a callback": func(ctx context.Context, g *supervise.Group) error {
			tasks.LoopOf(ctx).CallSoon(g.Cancel)
			return nil
		},
		"by nobody but its only task": func(_ context.Context, g *supervise.Group) error {
			g.Children().First().Of().Cancel("")
			g.Cancel()
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				began := tasks.LoopOf(ctx).Now()
				var first *tasks.Task[struct{}]
				require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
					first = goVoidIn(g, sleepThen(10_000, nil))
					return cancel(ctx, g)
				}))
				require.True(t, first.Canceled())
				require.Equal(t, began, tasks.LoopOf(ctx).Now())
				requireNoTrace(t, ctx)
			})
		})
	}
}

func TestTheBodyOfACanceledGroupRunsUpToItsNextSuspension(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		steps := 0
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			g.Cancel()
			steps++
			err := tasks.Yield(ctx)
			require.ErrorIs(t, err, tasks.ErrCanceled)
			return err
		}))
		require.Equal(t, 1, steps)
		requireNoTrace(t, ctx)
	})
}

func TestAGroupMayBeCanceledTwice(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		requests := 0
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			task := goVoidIn(g, sleepThen(1000, nil))
			require.NoError(t, tasks.Yield(ctx))
			g.Cancel()
			g.Cancel()
			requests = task.Canceling() + tasks.Current(ctx).Canceling()
			return nil
		}))
		require.Equal(t, 2, requests, "one of the task, one of the body")
		requireNoTrace(t, ctx)
	})
}

func TestAGroupThatHasEndedMayBeCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var group *supervise.Group
		require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			group = g
			return nil
		}))
		group.Cancel()
		requireNoTrace(t, ctx)
	})
}

func TestACanceledGroupTakesNoTasks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			g.Cancel()
			require.ErrorIs(t, goVoidIn(g, sleepThen(1000, nil)).Err(), supervise.ErrGroupClosed)
			return nil
		}))
	})
}

func TestErrorsBesideTheCancelOfAGroupAreReturned(t *testing.T) {
	for name, body := range map[string]func(ctx context.Context, g *supervise.Group) error{
		"of a task, after it": func(ctx context.Context, g *supervise.Group) error {
			goVoidIn(g, func(context.Context) error { g.Cancel(); return errFirst })
			return tasks.Sleep(ctx, time.Hour)
		},
		"of a task, before it": func(ctx context.Context, g *supervise.Group) error {
			goVoidIn(g, func(context.Context) error { return errFirst }).OnDone(g.Cancel)
			return tasks.Sleep(ctx, time.Hour)
		},
		"of a task that is canceled by it": func(ctx context.Context, g *supervise.Group) error {
			goVoidIn(g, failWhenCanceled(errFirst))
			require.NoError(t, tasks.Yield(ctx))
			g.Cancel()
			return nil
		},
		"of the body": func(_ context.Context, g *supervise.Group) error {
			g.Cancel()
			return errFirst
		},
		"of the body that is canceled by it": func(ctx context.Context, g *supervise.Group) error {
			g.Cancel()
			return failWhenCanceled(errFirst)(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				requireGroupError(t, supervise.WithGroup(ctx, body), errFirst)
				requireNoTrace(t, ctx)
			})
		})
	}
}

func TestACanceledGroupWaitsForItsTasksToCleanUp(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		began := tasks.LoopOf(ctx).Now()
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			goVoidIn(g, func(ctx context.Context) error {
				require.ErrorIs(t, sleepThen(10_000, nil)(ctx), tasks.ErrCanceled)
				return sleepThen(300, nil)(ctx)
			})
			require.NoError(t, tasks.Yield(ctx))
			g.Cancel()
			return nil
		}))
		require.Equal(t, 300*time.Millisecond, tasks.LoopOf(ctx).Now().Sub(began))
	})
}

func TestACancellationFromElsewhereBesideTheCancelOfAGroupGoesOn(t *testing.T) {
	for name, groupFirst := range map[string]bool{"after it": true, "before it": false} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var group *supervise.Group
				runner := goGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
					group = g
					goVoidIn(g, sleepThen(1000, nil))
					return tasks.Sleep(ctx, time.Hour)
				})
				require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
				if groupFirst {
					group.Cancel()
				}
				runner.Cancel("from elsewhere")
				if !groupFirst {
					group.Cancel()
				}
				_, err := runner.Await(ctx)
				require.ErrorIs(t, err, tasks.ErrCanceled)
				require.True(t, runner.Canceled())
			})
		})
	}
}

func TestACancellationWhileAGroupCleansUpAfterItsEarlyEndGoesOn(t *testing.T) {
	for name, end := range map[string]func(ctx context.Context, g *supervise.Group, stop func()){
		"by its Cancel": func(ctx context.Context, g *supervise.Group, _ func()) {
			tasks.LoopOf(ctx).CallLater(time.Millisecond, g.Cancel)
		},
		"by its context": func(ctx context.Context, _ *supervise.Group, stop func()) {
			tasks.LoopOf(ctx).CallLater(time.Millisecond, stop)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				runner := goVoid(ctx, func(ctx context.Context) error {
					ctx, stop := context.WithCancel(ctx)
					defer stop()
					return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
						end(ctx, g, stop)
						goVoidIn(g, func(ctx context.Context) error {
							_ = tasks.Sleep(ctx, time.Hour)
							return tasks.Sleep(ctx, time.Minute)
						})
						return nil
					})
				})
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				runner.Cancel("from elsewhere")
				_, err := runner.Await(ctx)
				require.ErrorContains(t, err, "from elsewhere")
			})
		})
	}
}

func TestTheCancelOfAnInnerGroupLeavesTheOuter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var outer *tasks.Task[struct{}]
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			outer = goVoidIn(g, sleepThen(100, nil))
			require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				goVoidIn(g, sleepThen(10_000, nil))
				g.Cancel()
				return tasks.Sleep(ctx, time.Hour)
			}))
			require.NoError(t, tasks.Yield(ctx))
			return nil
		}))
		require.NoError(t, outer.Err())
	})
}

func TestTheCancelOfAnOuterGroupEndsTheInner(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var inner *tasks.Task[struct{}]
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, outer *supervise.Group) error {
			return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				inner = goVoidIn(g, sleepThen(10_000, nil))
				tasks.LoopOf(ctx).CallSoon(outer.Cancel)
				return tasks.Sleep(ctx, time.Hour)
			})
		}))
		require.True(t, inner.Canceled())
		requireNoTrace(t, ctx)
	})
}

func TestTheEndOfADerivedContextAfterCancelIsNoErrorOfTheGroup(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		derived, end := context.WithCancelCause(ctx)
		require.NoError(t, supervise.WithGroup(derived, func(_ context.Context, g *supervise.Group) error {
			goVoidIn(g, func(ctx context.Context) error {
				_ = tasks.Sleep(ctx, time.Hour)
				return tasks.Sleep(ctx, time.Minute)
			})
			tasks.LoopOf(ctx).CallLater(time.Second, g.Cancel)
			tasks.LoopOf(ctx).CallLater(2*time.Second, func() { end(errExpected) })
			return nil
		}))
	})
}

func TestTheCancelOfAGroupThatWaitsForItsTasksIsARequestToItsOwner(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		requests := -1
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			owner := tasks.Current(ctx)
			goVoidIn(g, func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) })
			tasks.LoopOf(ctx).CallLater(time.Second, func() {
				g.Cancel()
				requests = owner.Canceling()
			})
			return nil
		}))
		require.Equal(t, 1, requests)
		require.Zero(t, tasks.Current(ctx).Canceling())
		require.NoError(t, tasks.Yield(ctx))
	})
}
