package actor_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
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

func TestALoopThatHasAskedLeavesNoAddressOfItsOwn(t *testing.T) {
	before := registered()
	require.NoError(t, run(t, func(ctx context.Context) error {
		_, err := tasks.Ask[int](ctx, proto.NewPID(addresses.Address(), "nobody"), 1).Await(ctx)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
		require.Equal(t, before+1, registered())
		return nil
	}, actor.System(addresses)))
	require.Equal(t, before, registered())
}

func TestAWatchByAnEmptyAddressReachesNoOtherMachine(t *testing.T) {
	system := quietSystem()
	defer system.Shutdown()
	reached := 0
	system.ProcessRegistry.RegisterAddressResolver(func(*proto.PID) (proto.Process, bool) { reached++; return nil, false })
	l := actor.New(actor.VirtualClock(), actor.System(system))
	e := l.Register("watched", idleBox{})
	e.SendSystemMessage(e.PID(), &proto.Watch{Watcher: &proto.PID{}}) // another machine may send anything
	e.Retire()
	e.SendSystemMessage(e.PID(), &proto.Watch{Watcher: &proto.PID{}})
	require.Zero(t, reached)
	require.NoError(t, l.Shutdown(t.Context()))
}
