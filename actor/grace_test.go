package actor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// How much real time a virtual clock takes. Real time is that of the bubble.

func TestAVirtualClockWaitsNoLongerThanASecondForAThreadAlsoAfterItHasJumped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			h := &actor.Hold{Name: "a thread"}
			l.Hold(h)
			defer l.Release(h)
			began := time.Now()
			require.NoError(t, actor.Sleep(ctx, time.Hour))
			require.NoError(t, actor.Sleep(ctx, time.Hour))
			require.Equal(t, 2*time.Second, time.Since(began))
			return nil
		}))
	})
}

func TestAContextWithADeadlineIsAwaitedInRealTimeWhenNothingElseIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			within, stop := context.WithTimeout(ctx, time.Minute)
			defer stop()
			_, err := tasks.NewFuture[int](ctx).Await(within)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			return nil
		}))
	})
}
