package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAnActorThatIsCanceledWhileItStartsHasNotFailed(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, _, err := supervise.Actor{Handle: ignoring, OnStarted: func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) }}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Len(t, report.Stopped, 1)
		require.NoError(t, report.Stopped[0].Err)
	})
}

func TestAChildThatAsksAParentWhoseStartHasFailedIsTold(t *testing.T) {
	parent := func(told *error) supervise.Actor {
		return supervise.Actor{Name: "parent", Handle: ignoring, OnStarted: func(ctx context.Context) error {
			whom := supervise.Self(ctx)
			_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: ignoring, OnStopping: func(ctx context.Context) error {
				_, *told = tasks.Ask[any](ctx, whom, "are you there?").Await(ctx)
				return nil
			}})
			if err != nil {
				return err
			}
			_ = tasks.Sleep(ctx, time.Second)
			return errOutOfOrder
		}}
	}
	for name, end := range map[string]func(ctx context.Context, a supervise.Actor) error{
		"alone": func(ctx context.Context, a supervise.Actor) error {
			ref, err := supervise.Spawn(ctx, a)
			if err != nil {
				return err
			}
			return ref.Await(ctx)
		},
		"supervised": func(ctx context.Context, a supervise.Actor) error {
			child, _, err := a.Child(ctx)
			if err != nil {
				return err
			}
			return child.Run(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				var told error
				err := supervise.Timeout(ctx, time.Hour, func(ctx context.Context, _ *supervise.Scope) error { return end(ctx, parent(&told)) })
				require.ErrorIs(t, err, errOutOfOrder)
				require.Error(t, told)
			})
		})
	}
}
