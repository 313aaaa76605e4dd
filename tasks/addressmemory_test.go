package tasks_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// endedTask makes a task that has an address and lets it end.
func endedTask(t *testing.T, ctx context.Context, v int) *proto.PID {
	task := tasks.Go(ctx, tasks.After(time.Second, v))
	pid := task.PID()
	_, err := task.Await(ctx)
	require.NoError(t, err)
	return pid
}

// requireForgotten asks for the result by an address that remembers nothing and by
// one that has been used before.
func requireForgotten(t *testing.T, ctx context.Context, used *proto.PID) {
	t.Helper()
	for _, pid := range []*proto.PID{used, proto.NewPID(used.Address, used.Id)} {
		for _, question := range []any{actor.GetResult{}, actor.Cancel{}} {
			_, err := tasks.Ask[int](ctx, pid, question).Await(ctx)
			var dead *tasks.DeadLetterError
			require.ErrorAs(t, err, &dead)
		}
	}
}

func requireResult(t *testing.T, ctx context.Context, pid *proto.PID, want int) {
	t.Helper()
	for _, pid := range []*proto.PID{pid, proto.NewPID(pid.Address, pid.Id)} {
		v, err := tasks.Ask[int](ctx, pid, actor.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, want, v)
	}
}

func TestTheLastResultsAreRemembered(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		first, second := endedTask(t, ctx, 1), endedTask(t, ctx, 2)
		requireResult(t, ctx, first, 1)
		requireResult(t, ctx, second, 2)
		third := endedTask(t, ctx, 3)
		requireForgotten(t, ctx, first)
		requireResult(t, ctx, second, 2)
		requireResult(t, ctx, third, 3)
	}, tasks.RememberResults(2))
}

func TestACancelThatIsToldToAForgottenAddressIsADeadLetter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid := endedTask(t, ctx, 1) // used before, so it still leads to the task's process
		requireResult(t, ctx, pid, 1)
		endedTask(t, ctx, 2)
		var dead []any
		stream := tasks.LoopOf(ctx).System().EventStream
		defer stream.Unsubscribe(stream.Subscribe(func(event any) {
			if e, ok := event.(*proto.DeadLetterEvent); ok && e.PID.Equal(pid) {
				dead = append(dead, e.Message)
			}
		}))
		require.NoError(t, tasks.Tell(ctx, pid, actor.Cancel{}))
		require.Equal(t, []any{actor.Cancel{}}, dead)
	}, tasks.RememberResults(1))
}

func TestNoResultIsRememberedWhenNoneShallBe(t *testing.T) {
	for _, n := range []int{0, -1} {
		inRun(t, func(ctx context.Context) {
			requireForgotten(t, ctx, endedTask(t, ctx, 1))
			task := tasks.Go(ctx, tasks.After(0, 1))
			_, err := task.Await(ctx)
			require.NoError(t, err)
			requireForgotten(t, ctx, task.PID())
		}, tasks.RememberResults(n))
	}
}

func TestAnAnswerComesWithTheEndEvenWithoutMemory(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(time.Second, 7))
		v, err := tasks.Ask[int](ctx, task.PID(), actor.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, v)
	}, tasks.RememberResults(0))
}

func TestATaskWithoutAnAddressTakesNoPlaceAmongTheResultsRemembered(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		first := endedTask(t, ctx, 1)
		_, err := tasks.Go(ctx, tasks.After(0, 2)).Await(ctx)
		require.NoError(t, err)
		requireResult(t, ctx, first, 1)
	}, tasks.RememberResults(1))
}

func TestUnlessToldNoResultIsRemembered(t *testing.T) {
	inRun(t, func(ctx context.Context) { requireForgotten(t, ctx, endedTask(t, ctx, 1)) })
}

func TestWhatTheLoopRemembersEndsWithIt(t *testing.T) {
	system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }))
	var pid *proto.PID
	inRun(t, func(ctx context.Context) { pid = endedTask(t, ctx, 1) }, tasks.System(system), tasks.RememberResults(1))
	_, found := system.ProcessRegistry.Get(pid)
	require.False(t, found)
}
