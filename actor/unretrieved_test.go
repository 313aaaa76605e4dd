package actor_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// The collector would report it outside the bubble, where a handler that uses a channel of the
// bubble, or posts to the loop, ends the process.
func TestAnErrorThatNobodyRetrievesInABubbleIsReportedWhenTheLoopCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.Go(ctx, failing)
			for range 20 {
				require.NoError(t, actor.Yield(ctx))
				runtime.GC()
			}
			require.Empty(t, got.list())
			return nil
		}), actor.OnReport(got.take))
		require.NoError(t, err)
		require.Len(t, got.list(), 1)
		require.ErrorIs(t, got.list()[0].Err, errLost)
	})
}

// The passes are begun by the two that yield, as long as all errors have been retrieved, and
// else by the driver.
func TestOfTheErrorsOfOnePassThoseThatNobodyRetrievesAreReported(t *testing.T) {
	var got reports
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		beside := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for range 20 {
				require.NoError(t, actor.Yield(ctx))
			}
			return nil
		}))
		for i := range 6 {
			seen := tasks.Go(ctx, failing)
			if i%3 == 0 {
				tasks.Go(ctx, failing)
			}
			_, err := seen.Await(ctx)
			require.ErrorIs(t, err, errLost)
			require.NoError(t, actor.Yield(ctx))
		}
		_, err := beside.Await(ctx)
		return err
	}), actor.OnReport(got.take))
	require.NoError(t, err)
	require.Len(t, got.list(), 2)
}

func TestAPanicIsOnRecordUnlessAGoroutineStillWaitsForIt(t *testing.T) {
	for name, leave := range map[string]int{"one of two still waits": 1, "both have gone": 2} {
		t.Run(name, func(t *testing.T) {
			var got reports
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				c := tasks.Go(ctx, tasks.Void(func(context.Context) error { panic("here") })).Completion()
				c.ReadElsewhere()
				c.AwaitElsewhere()
				c.AwaitElsewhere()
				for range leave {
					c.LeaveElsewhere()
				}
				return nil
			}), actor.OnReport(got.take))
			require.NoError(t, err)
			require.Len(t, got.list(), leave-1)
		})
	}
}

func TestAnErrorThatIsAwaitedWhileSomebodyWaitsElsewhereStaysRetrieved(t *testing.T) {
	var got reports
	driven(t, func(l *actor.Loop) []*work {
		return []*work{working(t, l, func(ctx context.Context) error {
			c := promise(l)
			c.AwaitElsewhere()
			c.Settle(errors.New("failed"))
			require.Error(t, c.Await(ctx))
			c.LeaveElsewhere()
			return actor.Sleep(ctx, time.Second)
		})}
	}, actor.OnReport(got.take))
	require.Empty(t, got.list())
}
