package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// givesUp is a supervisor that gives up after a millisecond, and takes ten to stop its other child.
func givesUp() *supervise.Supervisor {
	return &supervise.Supervisor{
		Intensity: supervise.NeverRestart,
		Events:    func(supervise.Event) {},
		Children: []supervise.Child{
			{Name: "slow", Run: func(ctx context.Context) error {
				err := tasks.Sleep(ctx, time.Hour)
				_ = tasks.Sleep(ctx, 10*time.Millisecond)
				return err
			}},
			{Name: "bad", Run: func(ctx context.Context) error {
				_ = tasks.Sleep(ctx, time.Millisecond)
				return errOutOfOrder
			}},
		},
	}
}

// refuseOne lets the calling task refuse a cancellation.
func refuseOne(t *testing.T, ctx context.Context) {
	t.Helper()
	tasks.Current(ctx).Cancel()
	require.ErrorIs(t, tasks.Yield(ctx), tasks.ErrCanceled)
}

// canceledAt runs body as a task, cancels it at a time, and returns how it ended.
func canceledAt(t *testing.T, ctx context.Context, at time.Duration, body func(ctx context.Context) error) error {
	t.Helper()
	task := tasks.Go(ctx, tasks.Void(body))
	require.NoError(t, tasks.Sleep(ctx, at))
	require.True(t, task.Cancel("why"))
	_, _, err := supervise.Wait(ctx, []tasks.Handle{task}, supervise.AllCompleted, supervise.NoLimit)
	require.NoError(t, err)
	return task.Err()
}

func TestALimitAroundWhatFailsMeanwhileLeavesNoCancellation(t *testing.T) {
	for name, run := range map[string]func(t *testing.T, ctx context.Context) func(context.Context) error{
		"a supervisor that gives up": func(*testing.T, context.Context) func(context.Context) error { return givesUp().Run },
		"an actor that fails": func(t *testing.T, ctx context.Context) func(context.Context) error {
			child, ref, err := supervise.Actor{
				Handle:     func(context.Context, any) (any, error) { return nil, errOutOfOrder },
				OnStopping: func(ctx context.Context) error { return tasks.Sleep(ctx, 10*time.Millisecond) },
			}.Child(ctx)
			require.NoError(t, err)
			tell(t, ctx, ref, "fail")
			return child.Run
		},
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				refuseOne(t, ctx)
				body := run(t, ctx)
				err := supervise.Timeout(ctx, 5*time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error { return body(ctx) })
				require.ErrorIs(t, err, errOutOfOrder)
				require.NoError(t, tasks.Yield(ctx))
				require.Equal(t, 1, tasks.Current(ctx).Canceling())
			})
		})
	}
}

func TestALimitAfterASupervisorHasGivenUpTakesNoCancellationThatCameBefore(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		err := canceledAt(t, ctx, 5*time.Millisecond, func(ctx context.Context) error {
			require.ErrorIs(t, givesUp().Run(ctx), errOutOfOrder)
			return supervise.Timeout(ctx, time.Millisecond, func(ctx context.Context, _ *supervise.Scope) error {
				err := tasks.Sleep(ctx, 10*time.Millisecond)
				_ = tasks.Sleep(ctx, 10*time.Millisecond)
				return err
			})
		})
		require.True(t, tasks.IsCanceled(err))
	})
}

func TestACancellationThatGivingUpHasPutOffKeepsItsMessage(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		err := canceledAt(t, ctx, 5*time.Millisecond, func(ctx context.Context) error {
			require.ErrorIs(t, givesUp().Run(ctx), errOutOfOrder)
			return tasks.Yield(ctx)
		})
		var canceled *tasks.CanceledError
		require.ErrorAs(t, err, &canceled)
		require.Equal(t, "why", canceled.Msg)
	})
}

func TestACauseThatIsACancellationIsNoRequestToTheSupervisorsTask(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		refuseOne(t, ctx)
		derived, end := context.WithCancelCause(ctx)
		tasks.LoopOf(ctx).CallLater(5*time.Millisecond, func() { end(tasks.ErrCanceled) })
		require.ErrorIs(t, givesUp().Run(derived), errOutOfOrder)
		require.NoError(t, tasks.Yield(ctx))
	})
}

func TestALimitInACircleOfAwaitsLeavesNoCancellation(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a, b *tasks.Task[struct{}]
		b = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { _, err := a.Await(ctx); return err }))
		a = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			_, err := supervise.WaitFor(ctx, b, time.Second)
			require.ErrorIs(t, err, tasks.ErrTimeout)
			require.Zero(t, a.Canceling())
			return nil
		}))
		_, _, err := supervise.Wait(ctx, []tasks.Handle{a, b}, supervise.AllCompleted, supervise.NoLimit)
		require.NoError(t, err)
	})
}

func TestWhoAwaitsAnActorWhoseHookEndsAsCanceledIsNotCanceled(t *testing.T) {
	stranger := func(ctx context.Context) error {
		other := tasks.Go(ctx, tasks.After(time.Hour, 1))
		other.Cancel("a stranger")
		_, err := other.Await(ctx)
		return err
	}
	for name, a := range map[string]supervise.Actor{
		"OnStarted":  {OnStarted: stranger},
		"OnStopping": {OnStopping: stranger},
		"OnStopped":  {OnStopped: stranger},
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				a.Handle = fragile
				ref, err := supervise.Spawn(ctx, a)
				require.NoError(t, err)
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				ref.Stop()
				err = ref.Await(ctx)
				require.ErrorContains(t, err, name+" ended as canceled")
				require.False(t, tasks.IsCanceled(err))
			})
		})
	}
}
