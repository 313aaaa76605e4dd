package supervise_test

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// broken is an error whose methods panic, as those of a nil pointer do.
func broken() error { return (*fs.PathError)(nil) }

func TestAChildThatFailsWithAnErrorWhoseMethodsPanicIsRestarted(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		lives := 0
		staff := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{{
			Name: "worker",
			Run: func(ctx context.Context) error {
				if lives++; lives == 1 {
					return broken()
				}
				return tasks.Sleep(ctx, time.Hour)
			},
		}}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.Equal(t, 2, lives)
		_, err := staff.Shutdown(ctx)
		return err
	}), tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
}

func TestACanceledGatherEndsThoughTheLastItemsErrorHasMethodsThatPanic(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		gathered := supervise.GatherOutcomes(ctx, tasks.Coro[int](func(ctx context.Context) (int, error) {
			_ = tasks.Sleep(ctx, time.Hour)
			return 0, broken()
		}))
		require.NoError(t, tasks.Yield(ctx))
		gathered.Cancel()
		_, err := gathered.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

func TestAnActorThatFailsWithAnErrorWhoseMethodsPanicFailsWithThat(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) {
			return nil, broken()
		}})
		require.NoError(t, err)
		require.NoError(t, tasks.Tell(ctx, ref.PID(), "fail"))
		require.Equal(t, broken(), ref.Await(ctx))
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}
