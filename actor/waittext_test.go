package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestAnExplanationIsNotTheMessageOfACancellation(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		w, err := actor.Enter(ctx, "its turn")
		require.NoError(t, err)
		w.Explain(time.Second) // any Stringer
		require.True(t, w.Cancel(""))
		require.EqualError(t, w.Park(), "canceled")
		return nil
	}))
}

func TestTheMessageOfACancellationDoesNotSayWhatIsWaitedFor(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		w, err := actor.Enter(ctx, "its turn")
		require.NoError(t, err)
		self := actor.Of(ctx)
		var awaiting string
		actor.LoopOf(ctx).CallSoon(func() {
			w.Cancel("no more")
			awaiting = self.Awaiting()
		})
		require.EqualError(t, w.Park(), "canceled: no more")
		require.Equal(t, "its turn", awaiting)
		return nil
	}))
}

func TestAWaitDoesNotSayWhatAnEarlierOneWasFor(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		w, err := actor.Enter(ctx, "the first")
		require.NoError(t, err)
		w.Explain(time.Second) // any Stringer
		require.True(t, w.Wake())
		require.NoError(t, w.Park())

		w, err = actor.Enter(ctx, "the second")
		require.NoError(t, err)
		self := actor.Of(ctx)
		var awaiting string
		actor.LoopOf(ctx).CallSoon(func() {
			awaiting = self.Awaiting()
			w.Wake()
		})
		require.NoError(t, w.Park())
		require.Equal(t, "the second", awaiting)
		return nil
	}))
}
