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

func TestOnRestartingIsNotCalledWhenNoRestartFollows(t *testing.T) {
	for name, c := range map[string]struct {
		restart supervise.RestartType
		stop    func(ctx context.Context, s *supervise.Supervised, child string) error
	}{
		"temporary": {supervise.Temporary, func(ctx context.Context, _ *supervise.Supervised, _ string) error {
			return tasks.Sleep(ctx, time.Minute)
		}},
		"permanent, in a shutdown": {supervise.Permanent, func(ctx context.Context, s *supervise.Supervised, _ string) error {
			_, err := s.Shutdown(ctx)
			return err
		}},
		"permanent, and removed": {supervise.Permanent, func(ctx context.Context, s *supervise.Supervised, child string) error {
			return errors.Join(s.Remove(child), tasks.Sleep(ctx, time.Minute))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				restarting := 0
				child, ref, err := supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
					_ = tasks.Sleep(ctx, 2*time.Second)
					return nil, errOutOfOrder
				}, OnRestarting: func(context.Context, error) error { restarting++; return nil }}.Child(ctx)
				require.NoError(t, err)
				child.Restart = c.restart
				s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}, Children: []supervise.Child{child}})
				tell(t, ctx, ref, "x")
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				require.NoError(t, c.stop(ctx, s, child.Name))
				_, err = s.Shutdown(ctx)
				require.NoError(t, err)
				require.Zero(t, restarting)
			})
		})
	}
}

func TestOnRestartingIsNotCalledWhenTheSupervisorHasEnded(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		restarting := 0
		child, ref, err := supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			until := tasks.LoopOf(ctx).Now().Add(10 * time.Second)
			for tasks.LoopOf(ctx).Now().Before(until) {
				_ = tasks.Sleep(ctx, time.Second)
			}
			return nil, errOutOfOrder
		}, OnRestarting: func(context.Context, error) error { restarting++; return nil }}.Child(ctx)
		require.NoError(t, err)
		child.StopLimit = time.Second
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}, Children: []supervise.Child{child}})
		tell(t, ctx, ref, "x")
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Zero(t, restarting)
	})
}

func TestOnRestartingIsNotCalledOfAnActorThatStopsWithoutAFailure(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var notes []string
		child, ref, err := withSlowHooks(&notes, supervise.Actor{Name: "a", Handle: ignoring}).Child(ctx)
		require.NoError(t, err)
		child.Restart = supervise.Transient
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}, Children: []supervise.Child{child}})
		ref.Stop()
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"a started", "a stopping", "a stopped"}, notes)
	})
}

func TestOnRestartingIsNotCalledOfAnActorWithoutASupervisor(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var notes []string
		ref := spawn(t, ctx, withSlowHooks(&notes, supervise.Actor{Name: "a", Handle: fragile}))
		tell(t, ctx, ref, "fail")
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
		require.Equal(t, []string{"a started", "a stopping", "a stopped"}, notes)
	})
}

func TestOnRestartingIsCalledOfAnActorThatATaskOfItsOwnStartsAgain(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var notes []string
		child, ref, err := withSlowHooks(&notes, supervise.Actor{Name: "a", Handle: fragile}).Child(ctx)
		require.NoError(t, err)
		tell(t, ctx, ref, "fail")
		require.ErrorIs(t, child.Run(ctx), errOutOfOrder) // no supervisor that may be against another run
		require.Equal(t, []string{"a started", "a restarting after " + errOutOfOrder.Error(), "a stopping", "a stopped"}, notes)
	})
}

func TestOnRestartingIsNotCalledOfALifeBesideTheNext(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		restarting, stopping := 0, 0
		_, s := abandonFirstLife(ctx, t, supervise.Actor{
			Handle: func(ctx context.Context, msg any) (any, error) {
				_, _ = stubbornWhenSlow(ctx, msg)
				return nil, errOutOfOrder
			},
			OnRestarting: func(context.Context, error) error { restarting++; return nil },
			OnStopping:   func(context.Context) error { stopping++; return nil },
		}, tellSlow(t, ctx))
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 1, stopping)
		require.Zero(t, restarting)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}
