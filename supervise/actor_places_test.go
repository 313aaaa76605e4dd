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

func TestAMessageWaitsForTheSupervisorThatWillStartTheActorThoughAnotherHasForgottenIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Name: "x", Handle: func(ctx context.Context, msg any) (any, error) {
			switch msg {
			case "slow":
				canceled := tasks.Sleep(ctx, time.Hour)
				require.NoError(t, tasks.Sleep(ctx, 5*time.Second))
				return nil, canceled
			case "fail":
				return nil, errors.New("failed")
			}
			return msg, nil
		}}.Child(ctx)
		require.NoError(t, err)
		child.StopLimit = 10 * time.Second
		first := supervise.Start(ctx, supervise.Supervisor{})
		second := supervise.Start(ctx, supervise.Supervisor{Backoff: supervise.Backoff{Min: 20 * time.Second}})
		require.NoError(t, first.Add(child))
		tell(t, ctx, ref, "slow")
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, first.Remove("x"))
		require.NoError(t, second.Add(child))
		tell(t, ctx, ref, "fail")
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		answer := tasks.Ask[string](ctx, ref.PID(), "waits") // for the second start by second
		require.NoError(t, tasks.Sleep(ctx, 8*time.Second))
		require.Empty(t, first.Children())
		require.Equal(t, supervise.ChildDelayed, second.Children()[0].State)
		v, err := answer.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "waits", v)
		_, err = second.Shutdown(ctx)
		require.NoError(t, err)
		_, err = first.Shutdown(ctx)
		require.NoError(t, err)
	})
}
