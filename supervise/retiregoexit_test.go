package supervise_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestARemovedActorGivesItsMessagesBackThoughASubscriberEndsTheGoroutine(t *testing.T) {
	system := proto.NewActorSystem(proto.WithDeadLetterThrottleInterval(time.Millisecond))
	defer system.Shutdown()
	loop, err := tasks.Start(tasks.System(system), tasks.VirtualClock())
	require.NoError(t, err)
	sub := system.EventStream.SubscribeWithPredicate(func(any) { runtime.Goexit() }, func(e any) bool {
		letter, dead := e.(*proto.DeadLetterEvent)
		if !dead {
			return false
		}
		_, end := letter.Message.(*proto.Terminated)
		return end
	})
	defer system.EventStream.Unsubscribe(sub)
	_, err = tasks.RunOn(t.Context(), loop, tasks.Void(func(ctx context.Context) error {
		staff := supervise.Start(ctx, supervise.Supervisor{})
		child, ref, err := supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, tasks.Sleep(ctx, time.Hour)
		}}.Child(ctx)
		require.NoError(t, err)
		child.Name = "a"
		require.NoError(t, staff.Add(child))
		system.Root.Send(ref.PID(), 1) // keeps it busy
		process, _ := system.ProcessRegistry.Get(ref.PID())
		process.SendSystemMessage(ref.PID(), &proto.Watch{Watcher: proto.NewPID(system.Address(), "gone")})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		waits := tasks.Ask[int](ctx, ref.PID(), 2)
		require.NoError(t, staff.Remove("a"))
		_, err = supervise.WaitFor(ctx, waits, time.Minute)
		var letter *tasks.DeadLetterError
		require.ErrorAs(t, err, &letter)
		return nil
	}))
	require.NoError(t, err)
	require.NoError(t, loop.Shutdown(t.Context()))
}
