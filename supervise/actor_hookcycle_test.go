package supervise_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// hookAsks is a hook that asks an actor and notes the error.
func hookAsks(whom **supervise.Ref, told *error) func(context.Context) error {
	return func(ctx context.Context) error {
		_, *told = tasks.Ask[any](ctx, (*whom).PID(), 1).Await(ctx)
		return nil
	}
}

func TestAStartThatAsksItsOwnActorIsACycle(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a *supervise.Ref
		var told error
		a = spawn(t, ctx, supervise.Actor{
			Name: "a", Handle: forwardTo(&a), Interleave: -1, OnStarted: hookAsks(&a, &told),
		})
		a.Stop()
		require.NoError(t, a.Await(ctx))
		require.EqualError(t, told, "a circle of requests: nonhost/a asks nonhost/a")
	})
}

func TestAStartThatAsksWhoAsksItsActorIsACycle(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a *supervise.Ref
		var told error
		b := spawn(t, ctx, supervise.Actor{Name: "b", Handle: forwardTo(&a)})
		a = spawn(t, ctx, supervise.Actor{Name: "a", Handle: ignoring, OnStarted: hookAsks(&b, &told)})
		_, err := answerOf(ctx, a, 1) // handled behind the start
		require.NoError(t, err)
		require.EqualError(t, told, "a circle of requests: nonhost/a asks nonhost/b asks nonhost/a")
	})
}

func TestATaskOfAStartThatIsOverMayAskItsActor(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a *supervise.Ref
		var polls *tasks.Task[struct{}]
		var told error
		a = spawn(t, ctx, supervise.Actor{Handle: ignoring, OnStarted: func(ctx context.Context) error {
			polls = tasks.Go(ctx, tasks.Void(hookAsks(&a, &told)))
			return nil
		}})
		_, err := answerOf(ctx, a, 1)
		require.NoError(t, err)
		_, err = polls.Await(ctx)
		require.NoError(t, err)
		require.NoError(t, told)
	})
}

func TestTheLastHooksOfASupervisedActorAreToldThatItHandlesNoMore(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a *supervise.Ref
		var restarting, stopping, stopped error
		child, a, err := supervise.Actor{
			Handle:       func(context.Context, any) (any, error) { return nil, errors.New("it failed") },
			OnRestarting: func(ctx context.Context, _ error) error { return hookAsks(&a, &restarting)(ctx) },
			OnStopping:   hookAsks(&a, &stopping),
			OnStopped:    hookAsks(&a, &stopped),
		}.Child(ctx)
		require.NoError(t, err)
		child.StopLimit = supervise.NoLimit
		staff := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		require.NoError(t, tasks.Tell(ctx, a.PID(), 1))
		require.NoError(t, tasks.Sleep(ctx, 1))
		_, err = staff.Shutdown(ctx)
		require.NoError(t, err)
		for _, told := range []error{restarting, stopping, stopped} {
			require.ErrorIs(t, told, supervise.ErrActorStopped)
		}
	})
}
