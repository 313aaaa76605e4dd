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

func TestAThreadThatIsLeftBehindIsReportedWhateverRunReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
			_, err := tasks.ToThread(ctx, endless)
			return err
		}), actor.ShutdownLimit(3*time.Second), actor.OnReport(got.take))
		require.True(t, tasks.IsCanceled(err))
		require.Len(t, got.list(), 1)
		require.ErrorContains(t, got.list()[0].Err, "actor_test.endless")
		time.Sleep(time.Hour) // of the bubble: until it has ended
	})
}

func TestThreadsThatAreLeftBehindAreReportedOnceEvenIfTheReportEndsItsGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		l := started(t, actor.ShutdownLimit(3*time.Second), actor.OnReport(func(l *actor.Loop, r actor.Report) {
			got.take(l, r)
			runtime.Goexit()
		}))
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			tasks.InExecutor(ctx, nil, endless)
			return nil
		}))
		require.Error(t, l.Shutdown(t.Context()))
		require.Len(t, got.list(), 1)
		time.Sleep(time.Hour) // of the bubble: until it has ended
	})
}
