package actor_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestALoopThatRestsRightAfterABurstGivesItsGoroutinesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := actor.New(actor.DirectHandOver(true), actor.Debug(false), actor.System(addresses))
		_, err := l.Start()
		require.NoError(t, err)
		const burst = 3000
		before := runtime.NumGoroutine()
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			for range burst {
				tasks.Go(ctx, tasks.Void(actor.Yield))
			}
			return nil
		}))
		time.Sleep(time.Minute) // of the bubble: the loop has nothing to do
		synctest.Wait()
		require.Less(t, runtime.NumGoroutine(), before+burst/2)
		require.NoError(t, l.Shutdown(t.Context()))
	})
}
