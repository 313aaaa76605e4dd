package supervise_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// readyAfter is how long it takes until the child behind first starts; negative when it never does.
func readyAfter(t *testing.T, ctx context.Context, first supervise.Child) time.Duration {
	t.Helper()
	began, after := tasks.LoopOf(ctx).Now(), time.Duration(-1)
	second := supervise.Child{Name: "second", Run: func(ctx context.Context) error {
		after = tasks.LoopOf(ctx).Now().Sub(began)
		return tasks.Sleep(ctx, time.Hour)
	}}
	s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{first, second}})
	require.NoError(t, tasks.Sleep(ctx, time.Minute))
	_, err := s.Shutdown(ctx)
	require.NoError(t, err)
	return after
}

func TestAnActorIsNotReadySinceASupervisorThatItStartedIs(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		first, _, err := supervise.Actor{Name: "first", Handle: fragile, OnStarted: func(ctx context.Context) error {
			supervise.Start(ctx, supervise.Supervisor{Name: "workers"})
			return tasks.Sleep(ctx, 10*time.Second)
		}}.Child(ctx)
		require.NoError(t, err)
		require.Equal(t, 10*time.Second, readyAfter(t, ctx, first))
	})
}

func TestARestartedActorIsNotToldOfTheEndOfItsFormerChildren(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var told []string
		child, ref, err := supervise.Actor{Name: "parent", OnStarted: func(ctx context.Context) error {
			kid, err := supervise.SpawnChild(ctx, supervise.Actor{Name: "kid", Handle: fragile})
			if err != nil {
				return err
			}
			return supervise.Watch(ctx, kid.PID())
		}, Handle: func(ctx context.Context, msg any) (any, error) {
			if end, ok := msg.(*proto.Terminated); ok {
				_, err := tasks.Ask[any](ctx, end.Who, "alive?").Await(ctx)
				told = append(told, fmt.Sprint(end.Who.Id, " has ended; asked, it says: ", err))
				return nil, nil
			}
			return fragile(ctx, msg)
		}}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}, Events: func(supervise.Event) {}})
		tell(t, ctx, ref, "fail")
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
		require.Empty(t, told)
	})
}

func TestAnActorWhoseMakerHasJustEndedIsNotAdded(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}})
		var child supervise.Child
		_, err := goVoid(ctx, func(ctx context.Context) (err error) {
			child, _, err = supervise.Actor{Name: "a", Handle: fragile}.Child(ctx)
			return err
		}).Await(ctx)
		require.NoError(t, err)
		added := s.Add(child)
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		_, err = s.Shutdown(ctx)
		require.NoError(t, err, "the supervisor gave up on a child that it had taken")
		require.ErrorContains(t, added, "has ended")
	})
}

func TestAnActorIsNotReadySinceASupervisorThatItsTaskRunsIs(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		first, _, err := supervise.Actor{Name: "first", Handle: fragile, OnStarted: func(ctx context.Context) error {
			goVoid(ctx, supervise.Supervisor{Name: "workers"}.Run)
			return tasks.Sleep(ctx, 10*time.Second)
		}}.Child(ctx)
		require.NoError(t, err)
		require.Equal(t, 10*time.Second, readyAfter(t, ctx, first))
	})
}

func TestAChildThatStartsASupervisorIsReadyWithIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		first := supervise.Child{Name: "first", WaitReady: true, Run: func(ctx context.Context) error {
			_, err := supervise.Start(ctx, supervise.Supervisor{Name: "workers"}).Await(ctx)
			return err
		}}
		require.Zero(t, readyAfter(t, ctx, first))
	})
}

func TestAddOfAChildThatTheSupervisorRunsFailsWithErrChildExists(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, _, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{})
		require.NoError(t, s.Add(child))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.ErrorIs(t, s.Add(child), supervise.ErrChildExists)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}
