package actor_test

import (
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// brittleReply is a message whose automatic answer panics.
type brittleReply struct{}

func (brittleReply) GetAutoResponse(proto.Context) any { panic("no answer") }

// sendOwn sends msg twenty times to the address of a loop, which is to go on.
func sendOwn(t *testing.T, system *proto.ActorSystem, msg any) {
	t.Helper()
	var got reports
	l := actor.New(actor.System(system), actor.OnReport(got.take), actor.SlowStep(time.Hour))
	pid, err := l.Start()
	require.NoError(t, err)
	ended := proto.NewFuture(system, -1)
	process, _ := system.ProcessRegistry.Get(pid)
	process.SendSystemMessage(pid, &proto.Watch{Watcher: ended.PID()})
	for range 20 {
		system.Root.Send(pid, msg)
	}
	for range 10 { // what a failure of the loop's own actor would bring, one after the other
		seen := make(chan struct{})
		require.NoError(t, l.Post(func() { close(seen) }))
		<-seen
	}
	require.Len(t, got.list(), 20)
	require.NoError(t, l.Shutdown(t.Context()))
	require.NoError(t, ended.Wait())
}

func TestASubscriberWhoPanicsShutsNoLoopThatReturnsWhatItIsSent(t *testing.T) {
	sendOwn(t, brittleSystem(), "a message")
}

func TestAnAutomaticAnswerThatPanicsShutsNoLoop(t *testing.T) {
	sendOwn(t, quietSystem(), brittleReply{})
}
