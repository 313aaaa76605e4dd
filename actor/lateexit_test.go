package actor_test

import (
	"context"
	"runtime"
	"sync"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// (Under -race.) The goroutine that closes the loop makes the end anew, while another handles the late messages.
func TestAHandlerThatExitsWhileItsLoopClosesRacesWithNothing(t *testing.T) {
	const n = 50
	system := quietSystem()
	root := system.Root
	var pids []*proto.PID
	var once sync.Once
	var handled sync.WaitGroup
	handled.Add(n)
	l := actor.New(actor.System(system), actor.ShutdownLimit(1), actor.OnReport(func(*actor.Loop, actor.Report) {
		once.Do(func() { // a task was unwound: the inbox takes these in, and nobody takes them out
			for _, pid := range pids {
				root.Stop(pid)
			}
		})
	}))
	_, err := l.Start()
	require.NoError(t, err)
	receive := func(c proto.Context) {
		switch c.Message().(type) {
		case *proto.Stopping:
			handled.Done()
			runtime.Goexit()
		}
	}
	for range n {
		pids = append(pids, root.Spawn(proto.PropsFromFunc(receive, proto.WithMailbox(l.Mailbox))))
	}
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for {
				_ = new(tasks.Event).Wait(ctx)
			}
		}))
		return actor.Yield(ctx)
	}))
	_ = l.Shutdown(context.Background())
	handled.Wait()
}
