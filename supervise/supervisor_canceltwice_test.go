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

// slowly is a child that needs a second to stop.
func slowly(ctx context.Context) error {
	err := tasks.Sleep(ctx, time.Hour)
	return errors.Join(err, tasks.Sleep(context.WithoutCancel(ctx), time.Second))
}

func TestACancellationDuringTheStopAfterTheEndOfADerivedContextIsNotLost(t *testing.T) {
	enough := errors.New("enough")
	for _, how := range []string{"cancel", "timeout"} {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			var end context.CancelCauseFunc
			boss := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				limited, cancel := context.WithCancelCause(ctx)
				end = cancel
				s := supervise.Supervisor{Children: []supervise.Child{{Name: "slow", Run: slowly}}}
				run := func(ctx context.Context, _ *supervise.Scope) error { return s.Run(limited) }
				if how == "timeout" {
					return supervise.Timeout(ctx, 2500*time.Millisecond, run)
				}
				return run(ctx, nil)
			}))
			require.NoError(t, tasks.Sleep(ctx, 2*time.Second))
			end(enough)
			if how == "cancel" {
				require.NoError(t, tasks.Sleep(ctx, time.Second/2))
				require.True(t, boss.Cancel())
			}
			_, _, err := supervise.Wait(ctx, []tasks.Handle{boss}, supervise.AllCompleted, supervise.NoLimit)
			require.NoError(t, err)
			if how == "cancel" {
				require.True(t, tasks.IsCanceled(boss.Err()), "%v", boss.Err())
			} else {
				require.ErrorIs(t, boss.Err(), tasks.ErrTimeout)
			}
			return nil
		}), tasks.VirtualClock())
		require.NoError(t, err)
	}
}
