package actor_test

import (
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// idleBox handles nothing.
type idleBox struct{}

func (idleBox) Deliver(actor.Letter) {}
func (idleBox) Told(any)             {}

func TestAnEndpointThatRetiresAgainLeavesTheNextOfItsNameAlone(t *testing.T) {
	l := actor.New(actor.System(addresses))
	first := l.Register("namesake", idleBox{})
	first.Retire()
	second := l.Register("namesake", idleBox{})
	require.Equal(t, "namesake", second.PID().Id)
	first.Retire()
	_, found := addresses.ProcessRegistry.GetLocal("namesake")
	require.True(t, found)
	second.Retire()
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestAWatchThatReachesAnEndpointAfterItsEndIsAnsweredAtOnce(t *testing.T) {
	l := actor.New(actor.VirtualClock(), actor.System(addresses))
	e := l.Register("ended", idleBox{})
	gone := make(chan string, 1)
	watcher := addresses.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if msg, ok := c.Message().(*proto.Terminated); ok {
			gone <- msg.Who.Id
		}
	}))
	e.Retire()
	e.SendSystemMessage(e.PID(), &proto.Watch{Watcher: watcher}) // who asked the registry before
	require.Equal(t, e.PID().Id, <-gone)
	require.NoError(t, addresses.Root.StopFuture(watcher).Wait())
	require.NoError(t, l.Shutdown(t.Context()))
}
