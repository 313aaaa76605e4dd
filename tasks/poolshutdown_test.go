package tasks_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// Debug mode does not know the goroutine of what began before it was on; nor, for a moment, that
// of any task that begins. That is no reason to take the caller for one of the loop.
func TestAPoolShutsFromOutsideWhileDebugModeDoesNotKnowWhoRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, err := tasks.NewPool(1, tasks.Debug(false))
		require.NoError(t, err)
		goOn := make(chan struct{})
		tasks.SubmitTo(p, tasks.Void(func(ctx context.Context) error {
			tasks.LoopOf(ctx).SetDebug(true)
			<-goOn
			return nil
		}))
		synctest.Wait()
		shut := make(chan error, 1)
		go func() { shut <- p.Shutdown(context.Background()) }()
		synctest.Wait()
		close(goOn)
		if err := <-shut; err != nil {
			synctest.Wait()
			require.NoError(t, p.Shutdown(context.Background()))
			t.Error(err)
		}
	})
}

// (Under -race.)
func TestAPoolShutsWhileALoopSwitchesDebugModeOff(t *testing.T) {
	p, err := tasks.NewPool(1)
	require.NoError(t, err)
	l := p.Next()
	_ = l.Post(func() { l.SetDebug(false) })
	require.NoError(t, p.Shutdown(context.Background()))
}
