package supervise_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A Stop ends one life of a permanent actor, also when a hook of that life ends its goroutine.
func TestAStopEndsOneLifeAlsoWhenAHookEndsItsGoroutine(t *testing.T) {
	l := quietLoop(t)
	for _, which := range []string{"OnStopping", "OnStopped", "OnStarted"} {
		_, err := tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
			starts := 0
			exit := func(hook string) func(context.Context) error {
				return func(ctx context.Context) error {
					if hook == "OnStarted" {
						starts++
					}
					if starts == 1 {
						if err := tasks.Sleep(ctx, 2*time.Second); err != nil {
							return err
						}
						if hook == which {
							runtime.Goexit()
						}
					}
					return nil
				}
			}
			child, ref, err := supervise.Actor{Handle: fragile, OnStarted: exit("OnStarted"), OnStopping: exit("OnStopping"), OnStopped: exit("OnStopped")}.Child(ctx)
			if err != nil {
				return err
			}
			s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}, Intensity: supervise.Unlimited, Events: func(supervise.Event) {}})
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return err
			}
			ref.Stop()
			if err := tasks.Sleep(ctx, time.Minute); err != nil {
				return err
			}
			_, err = s.Shutdown(ctx)
			require.Equal(t, 2, starts, which)
			return err
		})).Wait(context.Background())
		require.NoError(t, err)
	}
}
