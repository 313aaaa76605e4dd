package supervise_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAGroupWithoutTasksNamesNone(t *testing.T) {
	syRun(t, func(ctx context.Context) {
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			require.Equal(t, "group", g.String())
			task := supervise.GoIn(g, tasks.After(1, 1), tasks.Name("one"))
			require.Equal(t, fmt.Sprintf("group of %s", task.Completion().Describe()), g.String())
			return nil
		}))
	})
}

func TestADeadlockNamesASupervisorWithoutChildren(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		return (&supervise.Supervisor{Name: "idle"}).Run(ctx)
	}), tasks.VirtualClock())
	var deadlock *tasks.DeadlockError
	require.ErrorAs(t, err, &deadlock)
	require.Equal(t, `supervisor "idle"`, deadlock.Waits[0].For)
}

func TestADeadlockSaysWhatActorsWaitFor(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		never := tasks.NewFuture[int](ctx)
		acSpawn(t, ctx, supervise.Actor{Name: "idle", Handle: ignoring})
		busy := acSpawn(t, ctx, supervise.Actor{Name: "busy", Handle: func(ctx context.Context, _ any) (any, error) { return never.Await(ctx) }})
		acTell(t, ctx, busy, 1)
		_, err := never.Await(ctx)
		return err
	}), tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.ErrorContains(t, err, `task "idle" waits for a message to idle`)
	require.ErrorContains(t, err, `task "busy" waits for messages to busy of task "busy" (pending)`)
}

func TestAGroupNamesThreeOfItsTasksAndTellsThatThereAreMore(t *testing.T) {
	syRun(t, func(ctx context.Context) {
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			want := "group of "
			for range 3 {
				want += supervise.GoIn(g, tasks.After(1, 1)).Completion().Describe() + ", "
			}
			supervise.GoIn(g, tasks.After(1, 1))
			supervise.GoIn(g, tasks.After(1, 1))
			require.Equal(t, want+"…", g.String())
			return nil
		}))
	})
}

func TestAGatherNamesAnItemThatItWasGivenTwiceOnce(t *testing.T) {
	syRun(t, func(ctx context.Context) {
		twice := tasks.NewFuture[int](ctx)
		require.Equal(t, "gather of a future", supervise.Gather[int](ctx, twice, twice).Completion().Describe())
	})
}

func TestADeadlockNamesWhoWaitsBehindAShield(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		stuck := tasks.Go(ctx, tasks.NewFuture[int](ctx).Await, tasks.Name("stuck"))
		_, err := supervise.Shield[int](ctx, stuck).Await(ctx)
		return err
	}), tasks.VirtualClock())
	require.ErrorContains(t, err, `waits for a shield of task "stuck"`)
}
