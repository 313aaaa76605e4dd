package actor_test

import (
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// nobody is an address of the system that all loops share, and nobody's.
func nobody() (*proto.ActorSystem, *proto.PID) {
	system := actor.New().System()
	return system, system.NewLocalPID("nobody")
}

// A goroutine that was left would panic the bubble.
func TestADeadLetterLeavesNoGoroutine(t *testing.T) {
	for name, send := range map[string]func(*proto.RootContext, *proto.PID){
		"sent":    func(root *proto.RootContext, pid *proto.PID) { root.Send(pid, "hello") },
		"stopped": func(root *proto.RootContext, pid *proto.PID) { root.Stop(pid) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(*testing.T) {
				system, pid := nobody()
				send(system.Root, pid)
			})
		})
	}
}

func TestSubscribersSeeADeadLetter(t *testing.T) {
	system, pid := nobody()
	var seen []any
	s := system.EventStream.Subscribe(func(event any) {
		if letter, ok := event.(*proto.DeadLetterEvent); ok && pid.Equal(letter.PID) {
			seen = append(seen, letter.Message)
		}
	})
	defer system.EventStream.Unsubscribe(s)
	system.Root.Send(pid, "hello")
	require.Equal(t, []any{"hello"}, seen)
}

func TestWhoAsksNobodyIsTold(t *testing.T) {
	system, pid := nobody()
	_, err := system.Root.RequestFuture(pid, "hello", time.Minute).Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
}

func TestWhoWatchesNobodyIsTold(t *testing.T) {
	system, pid := nobody()
	told := make(chan *proto.Terminated, 1)
	watcher := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		switch msg := c.Message().(type) {
		case *proto.Started:
			c.Watch(pid)
		case *proto.Terminated:
			told <- msg
		}
	}))
	t.Cleanup(func() { require.NoError(t, system.Root.StopFuture(watcher).Wait()) })
	msg := <-told
	require.True(t, pid.Equal(msg.Who))
	require.Equal(t, proto.TerminatedReason_NotFound, msg.Why)
}
