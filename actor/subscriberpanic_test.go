package actor_test

import (
	"context"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// brittleSystem is an actor system with a subscriber who panics when he is told of a dead letter.
func brittleSystem() *proto.ActorSystem {
	system := quietSystem()
	system.EventStream.Subscribe(func(event any) {
		if letter, ok := event.(*proto.DeadLetterEvent); ok {
			panic(letter.Message)
		}
	})
	return system
}

func requireSubscriberReported(t *testing.T, got *reports) {
	t.Helper()
	require.Len(t, got.list(), 1)
	require.Equal(t, "a subscriber of the event stream panicked", got.list()[0].Message)
}

func TestASubscriberWhoPanicsKeepsNoNewsOfATasksEndFromOthers(t *testing.T) {
	system := brittleSystem()
	var got reports
	told := make(chan *proto.PID, 1)
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.After(time.Millisecond, 1))
		pid := task.PID()
		process, _ := system.ProcessRegistry.Get(pid)
		process.SendSystemMessage(pid, &proto.Watch{Watcher: system.NewLocalPID("ended")})
		began := make(chan struct{})
		system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			switch msg := c.Message().(type) {
			case *proto.Started:
				c.Watch(pid)
				close(began)
			case *proto.Terminated:
				told <- msg.Who
			}
		}))
		<-began
		_, err := task.Await(ctx)
		return err
	}), actor.System(system), actor.OnReport(got.take), actor.SlowStep(time.Hour))
	require.NoError(t, err)
	require.NotNil(t, <-told)
	requireSubscriberReported(t, &got)
}

func TestASubscriberWhoPanicsEndsNoLoopWhoseMailboxReturnsALetter(t *testing.T) {
	system := brittleSystem()
	var got reports
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		pid := system.Root.Spawn(proto.PropsFromFunc(func(proto.Context) {}, proto.WithMailbox(tasks.LoopOf(ctx).Mailbox)))
		system.Root.Stop(pid)
		if err := tasks.Tell(ctx, pid, "behind the stop"); err != nil {
			return err
		}
		return tasks.Sleep(ctx, time.Millisecond)
	}), actor.System(system), actor.OnReport(got.take), actor.SlowStep(time.Hour))
	require.NoError(t, err)
	requireSubscriberReported(t, &got)
}

func TestASubscriberWhoPanicsEndsNobodyWhoAnswersOneThatIsGone(t *testing.T) {
	system := brittleSystem()
	var got reports
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		actor.LoopOf(ctx).Respond(system.NewLocalPID("ended"), 1)
		return nil
	}), actor.System(system), actor.OnReport(got.take), actor.SlowStep(time.Hour))
	require.NoError(t, err)
	require.Len(t, got.list(), 1)
	require.Equal(t, "sending an answer panicked", got.list()[0].Message)
}

func TestASubscriberWhoPanicsDoesNotEndWhoWatchesTooLate(t *testing.T) {
	system := brittleSystem()
	var got reports
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.After(0, 1))
		pid := task.PID()
		_, err := task.Await(ctx)
		process, _ := system.ProcessRegistry.Get(pid)
		require.NotPanics(t, func() { // on a goroutine of protoactor's remote it would end the process
			process.SendSystemMessage(pid, &proto.Watch{Watcher: system.NewLocalPID("ended")})
		})
		return err
	}), actor.System(system), actor.RememberResults(1), actor.OnReport(got.take), actor.SlowStep(time.Hour))
	require.NoError(t, err)
	requireSubscriberReported(t, &got)
}
