package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAChildOfANestedSupervisorThatCleansUpCannotWaitForTheEndOfWhatWaitsForIt(t *testing.T) {
	remove := func(ctx context.Context, staff *supervise.Supervised) error { return staff.RemoveAndWait(ctx, "team") }
	shutdown := func(ctx context.Context, staff *supervise.Supervised) error {
		_, err := staff.Shutdown(ctx)
		return err
	}
	for name, c := range map[string]struct {
		stop func(ctx context.Context, staff *supervise.Supervised) error
		ends string // for whose end the worker waits
	}{
		"its supervisor is removed":                  {remove, "team"},
		"the supervisor above it shuts":              {shutdown, "team"},
		"one above it shuts, and an earlier child's": {shutdown, "earlier"},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var staff *supervise.Supervised
				var refused error
				worker := supervise.Child{Name: "worker", StopLimit: supervise.NoLimit, Run: func(ctx context.Context) error {
					err := tasks.Sleep(ctx, time.Hour)
					refused = staff.RemoveAndWait(ctx, c.ends)
					return err
				}}
				team := supervise.Supervisor{Name: "team", Children: []supervise.Child{worker}}
				earlier := supervise.Child{Name: "earlier", StopLimit: supervise.NoLimit, Run: func(ctx context.Context) error {
					return tasks.Sleep(ctx, time.Hour)
				}}
				staff = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{earlier, team.Child()}})
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				require.NoError(t, c.stop(ctx, staff))
				require.ErrorIs(t, refused, tasks.ErrSelfAwait)
			})
		})
	}
}

func TestAnActorOfANestedSupervisorThatCleansUpCannotWaitForTheEndOfThat(t *testing.T) {
	for _, place := range []string{"in a hook", "in a message"} {
		t.Run(place, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var staff *supervise.Supervised
				var refused error
				worker := supervise.Actor{
					Name: "worker",
					Handle: func(ctx context.Context, _ any) (any, error) {
						err := tasks.Sleep(ctx, time.Hour)
						if place == "in a message" {
							refused = staff.RemoveAndWait(ctx, "team")
						}
						return nil, err
					},
					OnStopped: func(ctx context.Context) error {
						if place == "in a hook" {
							refused = staff.RemoveAndWait(ctx, "team")
						}
						return nil
					},
				}
				child, ref, err := worker.Child(ctx)
				require.NoError(t, err)
				child.StopLimit = supervise.NoLimit
				team := supervise.Supervisor{Name: "team", Children: []supervise.Child{child}}
				staff = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{team.Child()}})
				tell(t, ctx, ref, 1)
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				require.NoError(t, staff.RemoveAndWait(ctx, "team"))
				require.ErrorIs(t, refused, tasks.ErrSelfAwait)
			})
		})
	}
}
