package actor_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAllWatchersAreToldThoughASubscriberEndsTheGoroutine(t *testing.T) {
	system := proto.NewActorSystem(proto.WithDeadLetterThrottleInterval(time.Millisecond))
	defer system.Shutdown()
	loop, err := tasks.Start(tasks.System(system))
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
	told := make(chan struct{})
	watcher := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if _, end := c.Message().(*proto.Terminated); end {
			close(told)
		}
	}))
	_, err = tasks.RunOn(t.Context(), loop, tasks.Void(func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.Void(tasks.Yield))
		process, _ := system.ProcessRegistry.Get(task.PID())
		process.SendSystemMessage(task.PID(), &proto.Watch{Watcher: proto.NewPID(system.Address(), "gone")})
		process.SendSystemMessage(task.PID(), &proto.Watch{Watcher: watcher})
		return tasks.Yield(ctx)
	}))
	require.NoError(t, err)
	select {
	case <-told:
	case <-time.After(5 * time.Second):
		t.Fatal("the second watcher was not told")
	}
	require.NoError(t, loop.Shutdown(t.Context()))
}
