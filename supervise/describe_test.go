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
	inRun(t, func(ctx context.Context) {
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
		return supervise.Supervisor{Name: "idle"}.Run(ctx)
	}), tasks.VirtualClock())
	var deadlock *tasks.DeadlockError
	require.ErrorAs(t, err, &deadlock)
	require.Equal(t, `supervisor "idle"`, deadlock.Waits[0].For)
}

func TestADeadlockSaysWhatActorsWaitFor(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		never := tasks.NewFuture[int](ctx)
		spawn(t, ctx, supervise.Actor{Name: "idle", Handle: ignoring})
		busy := spawn(t, ctx, supervise.Actor{Name: "busy", Handle: func(ctx context.Context, _ any) (any, error) { return never.Await(ctx) }})
		tell(t, ctx, busy, 1)
		_, err := never.Await(ctx)
		return err
	}), tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.ErrorContains(t, err, `task "idle" waits for a message to idle`)
	require.ErrorContains(t, err, `task "busy" waits for messages to busy of task "busy" (pending)`)
}

func TestAGroupNamesThreeOfItsTasksAndTellsThatThereAreMore(t *testing.T) {
	inRun(t, func(ctx context.Context) {
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
	inRun(t, func(ctx context.Context) {
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

func TestADeadlockNamesWhatAWaitWaitsFor(t *testing.T) {
	stuck := func(ctx context.Context) *tasks.Task[int] {
		return tasks.Go(ctx, tasks.NewFuture[int](ctx).Await, tasks.Name("stuck"))
	}
	deaf := supervise.Actor{Name: "deaf", OnStopped: func(ctx context.Context) error {
		_, err := stuck(ctx).Await(ctx)
		return err
	}, Handle: ignoring}
	for says, wait := range map[string]func(ctx context.Context) error{
		`waits for Wait of task "stuck" (pending)`: func(ctx context.Context) error {
			_, _, err := supervise.Wait(ctx, []tasks.Handle{stuck(ctx)}, supervise.AllCompleted, supervise.NoLimit)
			return err
		},
		`waits for the next of as_completed of task "stuck" (pending)`: func(ctx context.Context) error {
			for _, err := range supervise.AsCompleted[int](ctx, supervise.NoLimit, stuck(ctx)) {
				return err
			}
			return nil
		},
		`waits for the end of task "deaf" (pending)`: func(ctx context.Context) error {
			ref := spawn(t, ctx, deaf)
			ref.Stop()
			return ref.Await(ctx)
		},
		`waits for the shutdown of task "top" (pending)`: func(ctx context.Context) error {
			s := supervise.Start(ctx, supervise.Supervisor{Name: "top", Children: []supervise.Child{{
				Name: "deaf", StopLimit: supervise.NoLimit, Run: func(ctx context.Context) error {
					for {
						_, _ = tasks.NewFuture[int](ctx).Await(ctx)
					}
				},
			}}})
			if err := tasks.Sleep(ctx, 1); err != nil {
				return err
			}
			_, err := s.Shutdown(ctx)
			return err
		},
	} {
		t.Run(says, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(wait), tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
			require.ErrorContains(t, err, says)
		})
	}
}
