package tasks_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// A process that was started again has the network address of the one before. What was meant
// for that one may still come.

// lifeOfProcess is what one life of a process at an address does, in a system of its own.
func lifeOfProcess(t *testing.T, body func(ctx context.Context, system *proto.ActorSystem)) {
	t.Helper()
	system := quietSystem()
	system.ProcessRegistry.Address = "host:1" // as protoactor's remote sets it
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		body(ctx, system)
		return nil
	}), tasks.System(system), tasks.VirtualClock())
	require.NoError(t, err)
}

// silent is an actor that shows who asks and never answers.
func silent(ctx context.Context, system *proto.ActorSystem) (pid *proto.PID, sender *tasks.Future[*proto.PID]) {
	sender = tasks.NewFuture[*proto.PID](ctx)
	return system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if c.Sender() != nil {
			_ = sender.SetResult(c.Sender())
		}
	}, proto.WithDispatcher(tasks.LoopOf(ctx)))), sender
}

func TestAnAnswerToAProcessThatIsGoneAnswersNoRequestOfTheNext(t *testing.T) {
	var late *proto.PID
	lifeOfProcess(t, func(ctx context.Context, system *proto.ActorSystem) {
		pid, sender := silent(ctx, system)
		tasks.Ask[string](ctx, pid, "how much?")
		late, _ = sender.Await(ctx)
	})
	lifeOfProcess(t, func(ctx context.Context, system *proto.ActorSystem) {
		pid, sender := silent(ctx, system)
		answer := tasks.Ask[string](ctx, pid, "who?")
		now, err := sender.Await(ctx)
		require.NoError(t, err)
		system.Root.Send(&proto.PID{Address: late.Address, Id: late.Id, RequestId: late.RequestId}, "a hundred")
		system.Root.Send(now, "me")
		who, err := answer.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "me", who)
	})
}

func TestACancellationOfATaskThatIsGoneWithItsProcessReachesNoTaskOfTheNext(t *testing.T) {
	var gone *proto.PID
	lifeOfProcess(t, func(ctx context.Context, _ *proto.ActorSystem) {
		gone = tasks.Go(ctx, tasks.After(0, "")).PID()
	})
	lifeOfProcess(t, func(ctx context.Context, _ *proto.ActorSystem) {
		other := tasks.Go(ctx, tasks.After(0, "done"))
		other.PID()
		_, err := tasks.Ask[string](ctx, proto.NewPID(gone.Address, gone.Id), actor.Cancel{}).Await(ctx)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
		v, err := other.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "done", v)
	})
}
