package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A task that awaits a task which receives passes its own cancellation on to that. When the item has
// come by then, the request is not lost with it.

// receiveBy receives from c in a task of its own.
func receiveBy(ctx context.Context, c *tasks.Chan[int]) (int, error) {
	return tasks.Go(ctx, func(ctx context.Context) (int, error) {
		v, _, err := c.Recv(ctx)
		return v, err
	}).Await(ctx)
}

func TestALimitThatPassesWhenTheItemOfAnAwaitedTaskCameEndsALoop(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Chan[int]
		tasks.LoopOf(ctx).CallLater(time.Second, func() { c.TrySend(1) })
		err := supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
			for {
				if _, err := receiveBy(ctx, &c); err != nil {
					return err
				}
			}
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.NoError(t, tasks.Yield(ctx))
	})
}

func TestAChildWhoseAwaitedTaskJustGotAnItemStopsWhenItIsAsked(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Chan[int]
		staff := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{{Run: func(ctx context.Context) error {
			for {
				if _, err := receiveBy(ctx, &c); err != nil {
					return err
				}
			}
		}}}})
		letPass(t, ctx, 3)
		require.True(t, c.TrySend(1))
		report, err := staff.Shutdown(ctx)
		require.NoError(t, err)
		require.Empty(t, report.Abandoned)
	})
}
