package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAHandlerThatWaitsForTheRemovalOfItsActorIsCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		staff := supervise.Start(ctx, supervise.Supervisor{})
		var got error
		a, ref, err := supervise.Actor{Name: "a", Handle: func(ctx context.Context, _ any) (any, error) {
			got = staff.RemoveAndWait(ctx, "a")
			return nil, nil
		}}.Child(ctx)
		require.NoError(t, err)
		require.NoError(t, staff.Add(a))
		require.NoError(t, tasks.Tell(ctx, ref.PID(), 1))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.ErrorIs(t, got, tasks.ErrCanceled)
	})
}

func TestAChildOfASupervisorThatAHandlerHasStartedIsCanceledByItsOwnRemoval(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var got error
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			staff := supervise.Start(ctx, supervise.Supervisor{})
			return nil, staff.Add(supervise.Child{Name: "a", Run: func(ctx context.Context) error {
				got = staff.RemoveAndWait(ctx, "a")
				return got
			}})
		}})
		require.NoError(t, err)
		require.NoError(t, tasks.Tell(ctx, ref.PID(), 1))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.ErrorIs(t, got, tasks.ErrCanceled)
	})
}

func TestAChildThatCleansUpMayWaitForTheEndOfWhoHasOnlyStartedItsSupervisor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		got := errExpected
		var staff, team *supervise.Supervised
		worker := supervise.Child{Name: "worker", StopLimit: supervise.NoLimit, Run: func(ctx context.Context) error {
			err := tasks.Sleep(ctx, time.Hour)
			got = staff.RemoveAndWait(ctx, "starter")
			return err
		}}
		starter := supervise.Child{Name: "starter", Run: func(ctx context.Context) error {
			team = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{worker}})
			return tasks.Sleep(ctx, time.Hour)
		}}
		staff = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{starter}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, team.RemoveAndWait(ctx, "worker"))
		require.NoError(t, got)
	})
}
