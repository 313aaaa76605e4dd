package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// busy lets the loop make passes with as many entries.
func busy(t *testing.T, ctx context.Context, passes, entries int) {
	t.Helper()
	l := actor.LoopOf(ctx)
	for range passes {
		for range entries {
			l.CallSoon(func() {})
		}
		require.NoError(t, actor.Yield(ctx))
	}
}

func TestTheReadyQueueGivesBackTheRoomThatItNeedsNoMore(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		busy(t, ctx, 2, 50_000)
		require.GreaterOrEqual(t, actor.Room(l), 100_000)
		busy(t, ctx, 500, 1)
		require.LessOrEqual(t, actor.Room(l), 2000)
		return nil
	}))
}

func TestTheReadyQueueKeepsTheRoomThatItNeedsNowAndThen(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		for range 5 {
			busy(t, ctx, 2, 50_000)
			busy(t, ctx, 90, 1)
			require.GreaterOrEqual(t, actor.Room(actor.LoopOf(ctx)), 100_000)
		}
		return nil
	}))
}

func TestTheReadyQueueKeepsTheRoomThatEverySecondPassNeeds(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		for range 250 {
			busy(t, ctx, 1, 2000)
			busy(t, ctx, 1, 1)
			require.GreaterOrEqual(t, actor.Room(actor.LoopOf(ctx)), 2000)
		}
		return nil
	}))
}
