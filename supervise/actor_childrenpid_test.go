package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestTheChildrenOfASupervisorHaveTheAddressesOfActors(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Name: "actor", Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child, failingChild("task")}})
		children := s.Children()
		require.Same(t, ref.PID(), children[0].PID)
		require.Nil(t, children[1].PID)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAChildWhoseAddressHasEndedHasNoPID(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, _, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{})
		require.NoError(t, s.Add(child))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
		require.Nil(t, s.Children()[0].PID)
	})
}
