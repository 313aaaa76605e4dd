package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A task has refused a cancellation long ago. The supervisor that it runs gives up, and while that stops its children
// a derived context ends. Nobody has canceled the task since: its next await must not return a CanceledError.
func TestGivingUpRedeliversNoCancellationThatWasRefusedBefore(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		boss := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			require.ErrorIs(t, tasks.Sleep(ctx, time.Hour), tasks.ErrCanceled) // and refuses that
			limited, cancel := context.WithCancelCause(ctx)
			tasks.LoopOf(ctx).CallLater(1500*time.Millisecond, func() { cancel(errors.New("enough")) })
			s := supervise.Supervisor{
				Children: []supervise.Child{
					{Name: "slow", Run: slowly},
					{Name: "bad", Run: func(ctx context.Context) error {
						return errors.Join(tasks.Sleep(ctx, time.Second), errOutOfOrder)
					}},
				},
				Intensity: supervise.NeverRestart,
				Events:    func(supervise.Event) {},
			}
			var gaveUp *supervise.GaveUpError
			require.ErrorAs(t, s.Run(limited), &gaveUp)
			return tasks.Sleep(ctx, time.Second)
		}))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.True(t, boss.Cancel())
		_, _, err := supervise.Wait(ctx, []tasks.Handle{boss}, supervise.AllCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.NoError(t, boss.Err())
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

// A task that has refused a cancellation runs an actor: a second run of it is refused while the first goes on.
func TestAnActorRunsOnceAtATimeAlsoInATaskThatHasRefusedACancellation(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Name: "a", Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		first := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			require.ErrorIs(t, tasks.Sleep(ctx, time.Hour), tasks.ErrCanceled) // and refuses that
			return child.Run(ctx)
		}))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.True(t, first.Cancel())
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		second := tasks.Go(ctx, tasks.Void(child.Run))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.False(t, first.Finished())
		require.True(t, second.Finished())
		require.ErrorContains(t, second.Err(), "runs already")
		ref.Stop()
		_, err = first.Await(ctx)
		require.NoError(t, err)
	})
}

// A child's body refuses its stop and then runs an actor; it is abandoned, and the next run takes the actor over.
func TestAnAbandonedBodyThatHasRefusedItsStopLeavesItsActorToTheNext(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Name: "a", Handle: func(context.Context, any) (any, error) { return "here", nil }}.Child(ctx)
		require.NoError(t, err)
		run, first := child.Run, true
		child.Run = func(ctx context.Context) error {
			if first {
				first = false
				require.ErrorIs(t, tasks.Sleep(ctx, 10*time.Second), tasks.ErrCanceled) // and refuses that
			}
			return run(ctx)
		}
		child.WaitReady = false
		s := supervise.Start(ctx, supervise.Supervisor{
			Strategy: supervise.OneForAll, Events: func(supervise.Event) {},
			Children: []supervise.Child{child, failsLater(time.Second)},
		})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.False(t, s.Finished())
		require.Equal(t, supervise.ChildRunning, s.Children()[0].State)
		answer, err := tasks.Ask[string](ctx, ref.PID(), "?").Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "here", answer)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}
