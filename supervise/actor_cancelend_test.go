package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A body calls the Run of an Actor.Child; at 1 s something ends the actor, the end takes from 1 s to 11 s, and at 2 s
// the body's task is canceled, or a timeout around Run expires.
func TestACancellationDuringTheEndOfAnActorIsNotLost(t *testing.T) {
	enough, bad := errors.New("enough"), errors.New("bad")
	slow := func(ctx context.Context) error { return errors.Join(tasks.Sleep(ctx, 10*time.Second)) }
	for _, why := range []string{"stop", "derived", "failure"} {
		for _, where := range []string{"message", "OnStopping", "child", "OnStopped"} {
			for _, how := range []string{"cancel", "timeout"} {
				t.Run(fmt.Sprint(why, "/", where, "/", how), func(t *testing.T) {
					_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
						a := supervise.Actor{
							Interleave: -1,
							Handle: func(ctx context.Context, msg any) (any, error) {
								switch msg {
								case "fail":
									return nil, bad
								case "slow":
									err := tasks.Sleep(ctx, 10*time.Second)
									if err != nil && where == "message" {
										_ = tasks.Sleep(ctx, 9*time.Second)
									}
									return nil, err
								}
								return nil, nil
							},
							OnStarted: func(ctx context.Context) error {
								_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: fragile, OnStopped: func(ctx context.Context) error {
									if where == "child" {
										return tasks.Sleep(ctx, 10*time.Second)
									}
									return nil
								}})
								return err
							},
						}
						switch where {
						case "OnStopping":
							a.OnStopping = slow
						case "OnStopped":
							a.OnStopped = slow
						}
						child, ref, err := a.Child(ctx)
						require.NoError(t, err)
						var end context.CancelCauseFunc
						var ran, next error
						boss := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
							limited, cancel := context.WithCancelCause(ctx)
							end = cancel
							run := func(ctx context.Context, _ *supervise.Scope) error { return child.Run(limited) }
							if how == "timeout" {
								ran = supervise.Timeout(ctx, 2*time.Second, run)
							} else {
								ran = run(ctx, nil)
							}
							next = tasks.Yield(ctx)
							return ran
						}))
						if where == "message" {
							tell(t, ctx, ref, "slow")
						}
						require.NoError(t, tasks.Sleep(ctx, time.Second))
						switch why {
						case "stop":
							ref.Stop()
						case "derived":
							end(enough)
						case "failure":
							tell(t, ctx, ref, "fail")
						}
						require.NoError(t, tasks.Sleep(ctx, time.Second))
						if how == "cancel" {
							require.True(t, boss.Cancel())
						}
						_, _, err = supervise.Wait(ctx, []tasks.Handle{boss}, supervise.AllCompleted, supervise.NoLimit)
						require.NoError(t, err)
						_ = boss.Err()
						switch {
						case how == "timeout" && why != "failure":
							require.ErrorIs(t, ran, tasks.ErrTimeout)
							require.NoError(t, next)
						case how == "timeout":
							require.ErrorIs(t, ran, bad)
							require.NoError(t, next)
						case why == "failure":
							require.ErrorIs(t, ran, bad)
							require.True(t, tasks.IsCanceled(next), "next: %v", next)
						default:
							require.True(t, tasks.IsCanceled(ran), "ran: %v", ran)
							require.NoError(t, next)
						}
						return nil
					}), tasks.VirtualClock())
					require.NoError(t, err)
				})
			}
		}
	}
}
