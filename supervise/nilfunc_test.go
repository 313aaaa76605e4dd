package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestWaitRefusesAnItemThatIsNil(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, _, err := supervise.Wait(ctx, []tasks.Handle{tasks.Go(ctx, tasks.After(0, 1)), nil}, supervise.AllCompleted, supervise.NoLimit)
		require.EqualError(t, err, "Wait: item 1 is nil: the function is nil")
		require.ErrorIs(t, err, tasks.ErrNilFunc)
	})
}

func TestWaitRefusesATaskThatIsNil(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, _, err := supervise.Wait(ctx, []*tasks.Task[int]{tasks.Go(ctx, tasks.After(0, 1)), nil}, supervise.AllCompleted, supervise.NoLimit)
		require.EqualError(t, err, "Wait: item 1 is nil: the function is nil")
		require.ErrorIs(t, err, tasks.ErrNilFunc)
	})
}

func TestSupervisorsRefuseNilFunctions(t *testing.T) {
	none := tasks.Coro[int](nil)
	var noTask *tasks.Task[int]
	var noFuture *tasks.Future[int]
	for name, call := range map[string]func(ctx context.Context) error{
		"WithGroup": func(ctx context.Context) error { return supervise.WithGroup(ctx, nil) },
		"GoIn": func(ctx context.Context) error {
			return supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
				supervise.GoIn(g, none)
				return nil
			})
		},
		"Timeout":         func(ctx context.Context) error { return supervise.Timeout(ctx, time.Second, nil) },
		"TimeoutAt":       func(ctx context.Context) error { return supervise.TimeoutAt(ctx, time.Time{}, nil) },
		"WaitFor":         func(ctx context.Context) error { _, err := supervise.WaitFor(ctx, none, time.Second); return err },
		"WaitFor of nil":  func(ctx context.Context) error { _, err := supervise.WaitFor[int](ctx, nil, time.Second); return err },
		"WaitFor, late":   func(ctx context.Context) error { _, err := supervise.WaitFor(ctx, none, 0); return err },
		"WaitFor, always": func(ctx context.Context) error { _, err := supervise.WaitFor(ctx, none, supervise.NoLimit); return err },
		"Shield":          func(ctx context.Context) error { _, err := supervise.Shield(ctx, none).Await(ctx); return err },
		"Gather": func(ctx context.Context) error {
			_, err := supervise.Gather[int](ctx, tasks.After(0, 1), none).Await(ctx)
			return err
		},
		"Gather of a nil task": func(ctx context.Context) error {
			_, err := supervise.Gather[int](ctx, noTask, tasks.Go(ctx, tasks.After(0, 1))).Await(ctx)
			return err
		},
		"Gather of a nil future": func(ctx context.Context) error {
			_, err := supervise.Gather[int](ctx, noFuture).Await(ctx)
			return err
		},
		"Shield of a nil task":         func(ctx context.Context) error { _, err := supervise.Shield(ctx, noTask).Await(ctx); return err },
		"WaitFor of a nil task":        func(ctx context.Context) error { _, err := supervise.WaitFor(ctx, noTask, time.Second); return err },
		"WaitFor, late, of a nil task": func(ctx context.Context) error { _, err := supervise.WaitFor(ctx, noTask, 0); return err },
		"AsCompleted of a nil task": func(ctx context.Context) (err error) {
			for _, err = range supervise.AsCompleted[int](ctx, supervise.NoLimit, noTask) {
				require.Error(t, err)
			}
			return err
		},
		"Gather2": func(ctx context.Context) error {
			_, err := supervise.Gather2(ctx, none, tasks.After(0, 1)).Await(ctx)
			return err
		},
		"GatherOutcomes": func(ctx context.Context) error {
			all, err := supervise.GatherOutcomes[int](ctx, none).Await(ctx)
			require.NoError(t, err)
			return all[0].Err
		},
		"AsCompleted": func(ctx context.Context) (err error) {
			for _, err = range supervise.AsCompleted(ctx, supervise.NoLimit, none) {
				require.Error(t, err)
			}
			return err
		},
		"Race": func(ctx context.Context) error {
			_, _, err := supervise.Race(ctx, supervise.NoLimit, none)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				require.ErrorIs(t, call(ctx), tasks.ErrNilFunc)
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				require.Zero(t, tasks.Current(ctx).Canceling())
				require.Len(t, tasks.All(ctx), 1)
			})
		})
	}
}

func TestTheErrorOfANilItemSaysWhichItIs(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, err := supervise.Gather(ctx, tasks.Awaitable[int](tasks.After(0, 1)), nil).Await(ctx)
		require.ErrorContains(t, err, "item 1: the function is nil")
	})
}

func TestARaceGoesOnAfterANilFunction(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, winner, err := supervise.Race(ctx, time.Hour, nil, tasks.After(0, "b"))
		require.NoError(t, err)
		require.Equal(t, 1, winner)
		require.Equal(t, "b", v)
	})
}
