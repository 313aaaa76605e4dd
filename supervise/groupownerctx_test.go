package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskWhoseGroupAnOwnerEndsAfterItsContextIsCanceled(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		within, stop := context.WithCancel(ctx)
		defer stop()
		var child *tasks.Task[struct{}]
		_ = supervise.WithGroup(within, func(ctx context.Context, g *supervise.Group) error {
			child = supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
				return underLimit(ctx, func() { stop(); g.Cancel() })
			}))
			return nil
		})
		require.True(t, child.Canceled(), "%v", child.Err())
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

// endsLater is an owner that ends a group when it is asked to end.
type endsLater struct{ group **supervise.Group }

func (o endsLater) Cancel(string) bool {
	(*o.group).Cancel()
	return false
}

func (o endsLater) String() string { return "the owner" }

// The end of the context reaches asked first, and in that the owner, whose group has a task that
// awaits asked.
func TestTheEndOfAContextThatComesBackByTheTaskOfAGroupIsNoSecondRequest(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		within, stop := context.WithCancel(ctx)
		defer stop()
		var group *supervise.Group
		requests := 0
		asked := tasks.Go(within, tasks.Void(func(ctx context.Context) error {
			_, err := tasks.SupervisedFuture[int](tasks.LoopOf(ctx), endsLater{&group}).Await(ctx)
			requests = tasks.Current(ctx).Canceling()
			return err
		}))
		tasks.LoopOf(ctx).CallLater(1, stop)
		_ = supervise.WithGroup(within, func(_ context.Context, g *supervise.Group) error {
			group = g
			supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
				_, err := asked.Await(ctx)
				return err
			}))
			return nil
		})
		_, _ = asked.Await(ctx)
		require.Equal(t, 1, requests)
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

// The news of the end comes on another goroutine, so under the real clock it is late.
func TestAGroupWhoseLastTaskEndsTheContextAndIsCanceledFailsWithTheCause(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		within, stop := context.WithCancelCause(ctx)
		require.ErrorIs(t, supervise.WithGroup(within, func(_ context.Context, g *supervise.Group) error {
			goVoidIn(g, func(context.Context) error {
				stop(errExpected)
				return &tasks.CanceledError{}
			})
			return nil
		}), errExpected)
		return nil
	}))
	require.NoError(t, err)
}
