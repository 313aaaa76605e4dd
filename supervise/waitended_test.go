package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAWaitForWhatHasEndedLeavesNothingPending(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		done, pending, err := supervise.Wait(ctx, []*tasks.Future[int]{tasks.Resolved(ctx, 1, nil)}, supervise.AllCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.Len(t, done, 1)
		require.Nil(t, pending)
		return nil
	}))
	require.NoError(t, err)
}

// A timer that was left behind would move a virtual clock.
func TestAWaitThatIsOverBeforeItsLimitLeavesNoTimer(t *testing.T) {
	for name, end := range map[string]func(item *tasks.Future[int], waits *tasks.Task[int]){
		"its items ended": func(item *tasks.Future[int], _ *tasks.Task[int]) { _ = item.SetResult(1) },
		"it was canceled": func(_ *tasks.Future[int], waits *tasks.Task[int]) { waits.Cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			r := tasks.NewRunner(tasks.VirtualClock())
			start := r.Loop().Now()
			_, err := tasks.RunWith(t.Context(), r, func(ctx context.Context) (int, error) {
				item := tasks.NewFuture[int](ctx)
				waits := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					_, _, err := supervise.Wait(ctx, []*tasks.Future[int]{item}, supervise.AllCompleted, time.Second)
					return 0, err
				})
				require.NoError(t, tasks.Yield(ctx))
				end(item, waits)
				letPass(t, ctx, 10)
				require.True(t, waits.Finished())
				return tasks.NewFuture[int](ctx).Await(ctx)
			})
			var stuck *tasks.DeadlockError
			require.ErrorAs(t, err, &stuck)
			require.Equal(t, start, r.Loop().Now())
			require.NoError(t, r.Close())
		})
	}
}
