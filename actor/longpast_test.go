package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestATimerOfATimeLongPastTakesNoTimeOfAnIdleLoop(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		require.NoError(t, actor.Sleep(ctx, time.Second))
		l := actor.LoopOf(ctx)
		began := l.Now()
		end := promise(l)
		l.CallAt(time.Time{}, func() { end.Settle(nil) })
		require.NoError(t, end.Await(ctx))
		require.Equal(t, began, l.Now())
		return nil
	}))
}
