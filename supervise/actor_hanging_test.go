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

// panicsAtLimit is the example of docs/actors.md.
func panicsAtLimit(limit time.Duration, handle supervise.Handler) supervise.Handler {
	return func(ctx context.Context, msg any) (reply any, err error) {
		var own *supervise.Scope
		err = supervise.Timeout(ctx, limit, func(ctx context.Context, s *supervise.Scope) (err error) {
			own = s
			reply, err = handle(ctx, msg)
			return err
		})
		if errors.Is(err, tasks.ErrTimeout) && own.Expired() { // and no limit inside handle
			panic(err)
		}
		return reply, err
	}
}

func TestAHandlerThatHangsIsStartedAgainWhenItPanicsAtItsLimit(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		starts := 0
		child, ref, err := supervise.Actor{
			OnStarted: func(context.Context) error { starts++; return nil },
			Handle: panicsAtLimit(time.Second, func(ctx context.Context, msg any) (any, error) {
				if msg == 0 {
					return nil, tasks.Sleep(ctx, time.Hour)
				}
				return msg, nil
			}),
		}.Child(ctx)
		require.NoError(t, err)
		staff := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		hung, next := tasks.Ask[int](ctx, ref.PID(), 0), tasks.Ask[int](ctx, ref.PID(), 5)
		n, err := next.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 5, n)
		require.Equal(t, 2, starts)
		require.ErrorIs(t, hung.Err(), tasks.ErrTimeout)
		_, err = staff.Shutdown(ctx)
		return err
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

func TestATimeoutInsideAHandlerWithALimitIsAnAnswer(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		starts := 0
		child, ref, err := supervise.Actor{
			OnStarted: func(context.Context) error { starts++; return nil },
			Handle: panicsAtLimit(time.Minute, func(ctx context.Context, _ any) (any, error) {
				return supervise.WaitFor[int](ctx, tasks.After(time.Hour, 1), time.Second)
			}),
		}.Child(ctx)
		require.NoError(t, err)
		staff := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		_, err = tasks.Ask[int](ctx, ref.PID(), 0).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 1, starts)
		_, err = staff.Shutdown(ctx)
		return err
	}), tasks.VirtualClock())
	require.NoError(t, err)
}
