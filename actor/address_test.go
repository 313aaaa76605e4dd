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

// watching is an actor that watches pid, and says why it ended. It has begun to
// when watching returns.
func watching(t *testing.T, pid *proto.PID, gone chan<- proto.TerminatedReason) *proto.PID {
	t.Helper()
	began := make(chan struct{})
	watcher := addresses.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		switch msg := c.Message().(type) {
		case *proto.Started:
			c.Watch(pid)
			close(began)
		case *proto.Terminated:
			gone <- msg.Why
		}
	}))
	<-began
	return watcher
}

// sleeper is a task of a background loop that sleeps until it is canceled, and
// its address.
func sleeper(t *testing.T, l *actor.Loop) (*tasks.Pending[int], *proto.PID) {
	t.Helper()
	pid := make(chan *proto.PID)
	p := tasks.Submit(l, func(ctx context.Context) (int, error) {
		at := tasks.Current(ctx).PID()
		actor.LoopOf(ctx).CallLater(0, func() { pid <- at })
		return 0, actor.Sleep(ctx, 24*time.Hour)
	})
	return p, <-pid
}

// registered is the number of entries in the registry.
func registered() (n int) {
	for _, part := range addresses.ProcessRegistry.LocalPIDs.LocalPIDs {
		n += part.Count()
	}
	return n
}

func TestATaskEntersTheRegistryWhenItsAddressIsAskedFor(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		before := registered()
		task := tasks.Go(ctx, tasks.After(time.Hour, 0))
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, before, registered())

		pid := task.PID()
		require.Equal(t, before+1, registered())
		require.True(t, pid.Equal(task.PID()), "the same at every call")
		require.Equal(t, before+1, registered())
		return nil
	}, actor.System(addresses)))
}

func TestATaskLeavesTheRegistryWhenItEnds(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.After(time.Hour, 0))
		pid := task.PID()
		_, found := addresses.ProcessRegistry.Get(pid)
		require.True(t, found)
		_, err := task.Await(ctx)
		require.NoError(t, err)
		_, found = addresses.ProcessRegistry.Get(pid)
		require.False(t, found)
		return nil
	}, actor.System(addresses)))
}

func TestTheAddressOfATaskThatHasEndedIsInNoRegistry(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.After(0, 0))
		_, err := task.Await(ctx)
		require.NoError(t, err)
		_, found := addresses.ProcessRegistry.Get(task.PID())
		require.False(t, found)
		return nil
	}, actor.System(addresses)))
}

func TestMessagesThatCancelATask(t *testing.T) {
	for name, c := range map[string]struct {
		send func(pid *proto.PID)
		msg  string
	}{
		"Cancel":   {func(pid *proto.PID) { addresses.Root.Send(pid, actor.Cancel{Msg: "enough"}) }, "enough"},
		"*Cancel":  {func(pid *proto.PID) { addresses.Root.Send(pid, &actor.Cancel{Msg: "enough"}) }, "enough"},
		"Stop":     {func(pid *proto.PID) { addresses.Root.Stop(pid) }, "stopped"},
		"Poison":   {func(pid *proto.PID) { addresses.Root.Poison(pid) }, "poisoned"},
		"enclosed": {func(pid *proto.PID) { addresses.Root.Request(pid, actor.Cancel{Msg: "please"}) }, "please"},
	} {
		t.Run(name, func(t *testing.T) {
			p, pid := sleeper(t, started(t))
			c.send(pid)
			_, err := p.Wait(t.Context())
			var canceled *actor.CanceledError
			require.ErrorAs(t, err, &canceled)
			require.Equal(t, c.msg, canceled.Msg)
		})
	}
}

func TestAnUnknownMessageToATaskIsADeadLetter(t *testing.T) {
	p, pid := sleeper(t, started(t))
	type unknown struct{}
	letters := make(chan *proto.DeadLetterEvent, 1)
	s := addresses.EventStream.Subscribe(func(event any) {
		if letter, ok := event.(*proto.DeadLetterEvent); ok && letter.Message == (unknown{}) {
			letters <- letter
		}
	})
	defer addresses.EventStream.Unsubscribe(s)
	addresses.Root.Send(pid, unknown{})
	require.True(t, pid.Equal((<-letters).PID))
	require.False(t, p.Finished())
}

func TestAWatcherIsToldWhenATaskEnds(t *testing.T) {
	p, pid := sleeper(t, started(t))
	gone := make(chan proto.TerminatedReason, 2)
	watcher := watching(t, pid, gone)
	require.Empty(t, gone)
	require.True(t, p.Cancel())
	require.Equal(t, proto.TerminatedReason_Stopped, <-gone)
	require.NoError(t, addresses.Root.StopFuture(watcher).Wait())
}

func TestAWatchOfATaskThatHasEndedIsAnsweredAtOnce(t *testing.T) {
	p, pid := sleeper(t, started(t))
	require.True(t, p.Cancel())
	<-p.Done()
	gone := make(chan proto.TerminatedReason, 1)
	watcher := watching(t, pid, gone)
	require.Contains(t, []proto.TerminatedReason{proto.TerminatedReason_NotFound, proto.TerminatedReason_Stopped}, <-gone)
	require.NoError(t, addresses.Root.StopFuture(watcher).Wait())
}

func TestAWatchThatWasTakenBackIsNotAnswered(t *testing.T) {
	p, pid := sleeper(t, started(t))
	gone := make(chan proto.TerminatedReason, 2)
	watcher := watching(t, pid, gone)
	process, _ := addresses.ProcessRegistry.Get(pid)
	process.SendSystemMessage(pid, &proto.Watch{Watcher: watcher}) // twice is once
	process.SendSystemMessage(pid, &proto.Unwatch{Watcher: watcher})
	require.True(t, p.Cancel())
	<-p.Done()
	require.NoError(t, addresses.Root.StopFuture(watcher).Wait())
	require.Empty(t, gone)
}

func TestAWatchByNobodyKeepsNoOtherFromBeingAnswered(t *testing.T) {
	p, pid := sleeper(t, started(t))
	process, _ := addresses.ProcessRegistry.Get(pid)
	process.SendSystemMessage(pid, &proto.Watch{}) // another machine may send anything
	gone := make(chan proto.TerminatedReason, 2)
	watcher := watching(t, pid, gone)
	process.SendSystemMessage(pid, &proto.Unwatch{})
	require.True(t, p.Cancel())
	require.Equal(t, proto.TerminatedReason_Stopped, <-gone)
	require.NoError(t, addresses.Root.StopFuture(watcher).Wait())
}

func TestALoopWithoutAnActorSystemMakesNone(t *testing.T) {
	allocated := testing.AllocsPerRun(10, func() {
		_, _ = tasks.Run(context.Background(), tasks.After(0, 0), tasks.Debug(false))
	})
	require.Less(t, allocated, 60.0, "an actor system takes hundreds")
}

// The loop may end the task, and forget its address, before the goroutine of the request goes on.
func TestWhoCancelsATaskByARequestIsToldHowItEnds(t *testing.T) {
	l := started(t)
	for range 10_000 {
		task, pid := sleeper(t, l)
		answer, err := addresses.Root.RequestFuture(pid, actor.Cancel{Msg: "enough"}, time.Minute).Result()
		require.NoError(t, err)
		require.True(t, actor.IsCanceled(answer.(actor.TaskResult).Err))
		<-task.Done()
	}
}
