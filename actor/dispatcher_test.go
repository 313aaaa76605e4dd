package actor_test

import (
	"context"
	"sync"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// The counters have no lock: the race detector finds whoever touches them at the
// same time, and a lost update shows in the sum.

func TestAnActorPlacedOnALoopNeverOverlapsItsTasks(t *testing.T) {
	const each = 300
	l := started(t)
	counter := 0
	all := make(chan struct{})
	add := func() {
		if counter++; counter == 4*each {
			close(all)
		}
	}
	count := func(c proto.Context) {
		if _, ok := c.Message().(int); ok {
			add()
		}
	}
	props := proto.PropsFromFunc(count, proto.WithDispatcher(l))
	one, two := addresses.Root.Spawn(props), addresses.Root.Spawn(props)

	var senders sync.WaitGroup
	for _, pid := range []*proto.PID{one, two} {
		senders.Go(func() {
			for i := range each {
				addresses.Root.Send(pid, i)
			}
		})
	}
	senders.Go(func() {
		for range each {
			_ = l.Post(add)
		}
	})
	err := onLoop(t, l, func(ctx context.Context) error {
		for range each {
			add()
			if err := actor.Yield(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, err)
	senders.Wait()
	<-all
	require.NoError(t, addresses.Root.StopFuture(one).Wait())
	require.NoError(t, addresses.Root.StopFuture(two).Wait())
}

func TestAnActorOnALoopMayUseWhatIsOnTheLoop(t *testing.T) {
	l := started(t)
	answer := tasks.NewFutureOn[string](l)
	pid := addresses.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if msg, ok := c.Message().(string); ok {
			_ = answer.SetResult(msg)
		}
	}, proto.WithDispatcher(l)))
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		addresses.Root.Send(pid, "hello")
		v, err := answer.Await(ctx)
		require.Equal(t, "hello", v)
		return err
	}))
	require.NoError(t, addresses.Root.StopFuture(pid).Wait())
}

// What a closed loop refuses is lost, as what an actor gets after its end.
func TestAnActorOnAClosedLoopHearsNothing(t *testing.T) {
	l := actor.New(actor.System(addresses))
	_, err := l.Start()
	require.NoError(t, err)
	heard := 0
	pid := addresses.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if _, ok := c.Message().(string); ok {
			heard++
		}
	}, proto.WithDispatcher(l)))
	require.NoError(t, l.Shutdown(t.Context()))
	addresses.Root.Send(pid, "hello")
	require.Zero(t, heard)
	addresses.ProcessRegistry.Remove(pid)
}
