package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// brokenContext cannot say whether it has ended.
type brokenContext struct{ context.Context }

func (brokenContext) Err() error { panic("broken") }

func TestAWaitThatAContextsPanicBreaksOffLeavesItsQueue(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within, stop := context.WithCancel(ctx)
		defer stop()
		w, err := actor.Enter(brokenContext{within}, "its turn")
		require.NoError(t, err)
		var q actor.WaitQueue
		require.Panics(t, func() { _ = q.Park(w) })
		require.Zero(t, q.Len())
		return nil
	}))
}

func TestAWaitThatAContextsPanicBreaksOffCannotBeWoken(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within, stop := context.WithCancel(ctx)
		defer stop()
		w, err := actor.Enter(brokenContext{within}, "its turn")
		require.NoError(t, err)
		require.Panics(t, func() { _ = w.Park() })
		require.False(t, w.Wake())
		return nil
	}))
}
