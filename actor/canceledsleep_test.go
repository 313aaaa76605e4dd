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

// The timer of the first sleep stands in the queue behind the task, which learns that it is canceled.
func TestASleepIsNotEndedByTheTimerOfACanceledOneThatWasDueMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			l, self := actor.LoopOf(ctx), actor.Of(ctx)
			l.CallSoon(func() {
				self.Cancel("")
				time.Sleep(2 * time.Second) // of the bubble: a slow step
			})
			require.ErrorIs(t, actor.Sleep(ctx, time.Second), actor.ErrCanceled)
			began := l.Now()
			require.NoError(t, actor.Sleep(ctx, time.Hour))
			require.Equal(t, time.Hour, l.Now().Sub(began))
			return nil
		}), actor.OnReport(func(*actor.Loop, actor.Report) {}))
		require.NoError(t, err)
	})
}
