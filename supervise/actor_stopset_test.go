package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// failsLater is a child whose first run fails, after some time.
func failsLater(after time.Duration) supervise.Child {
	failed := false
	return supervise.Child{Name: "fails once", Run: func(ctx context.Context) error {
		if failed {
			return tasks.Sleep(ctx, time.Hour)
		}
		failed = true
		_ = tasks.Sleep(ctx, after)
		return errOutOfOrder
	}}
}

// While the actor ends, its sibling fails, so that all are to be restarted.
func TestAStopOfATransientActorOutlivesTheRestartOfItsSet(t *testing.T) {
	for _, where := range []string{"message", "message swallows", "OnStopping", "OnStopping swallows", "child"} {
		t.Run(where, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				starts := 0
				a := supervise.Actor{
					Name: "a",
					Handle: func(ctx context.Context, msg any) (any, error) {
						err := tasks.Sleep(ctx, 3*time.Second)
						if where == "message swallows" {
							return nil, nil
						}
						return nil, err
					},
					OnStarted: func(ctx context.Context) error {
						starts++
						_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: fragile, OnStopped: func(ctx context.Context) error {
							if where == "child" {
								return tasks.Sleep(ctx, 3*time.Second)
							}
							return nil
						}})
						return err
					},
					OnStopping: func(ctx context.Context) error {
						switch where {
						case "OnStopping":
							return tasks.Sleep(ctx, 3*time.Second)
						case "OnStopping swallows":
							_ = tasks.Sleep(ctx, 3*time.Second)
						}
						return nil
					},
				}
				child, ref, err := a.Child(ctx)
				require.NoError(t, err)
				child.Restart = supervise.Transient
				s := supervise.Start(ctx, supervise.Supervisor{
					Strategy: supervise.OneForAll, Events: func(supervise.Event) {},
					Children: []supervise.Child{child, failsLater(2 * time.Second)},
				})
				require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
				if where == "message" || where == "message swallows" {
					tell(t, ctx, ref, "slow")
				}
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				ref.Stop()
				require.NoError(t, tasks.Sleep(ctx, time.Minute))
				require.Equal(t, supervise.ChildEnded, s.Children()[0].State)
				_, err = s.Shutdown(ctx)
				require.NoError(t, err)
			})
		})
	}
}
