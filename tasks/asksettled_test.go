package tasks_test

import (
	"context"
	"runtime"
	"testing"
	"time"
	"weak"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// While a request is open, a virtual clock takes no silence for a deadlock.
func TestTheAnswerEndsARequestThatWasSettledByWhoHoldsIt(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		later := newAskLater(t, ctx)
		request := tasks.Ask[string](ctx, later.PID, "what")
		letPass(t, ctx, 10)
		require.NoError(t, request.SetResult("I know"))
		askSystem(ctx).Root.Send(later.askers[0], "late")
		return new(tasks.Event).Wait(ctx)
	}), tasks.VirtualClock())
	var deadlock *tasks.DeadlockError
	require.ErrorAs(t, err, &deadlock)
}

func TestARequestThatWasCanceledKeepsNoAnswer(t *testing.T) {
	var kept weak.Pointer[[1 << 16]byte]
	sent := make(chan struct{})
	system := proto.NewActorSystem()
	pid := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if c.Message() == "ask" {
			answer := new([1 << 16]byte)
			kept = weak.Make(answer)
			c.Respond(answer)
			close(sent)
		}
	}))
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		request := tasks.Ask[*[1 << 16]byte](ctx, pid, "ask")
		<-sent // the answer is there, and has not had its turn
		request.Cancel()
		for range 3 {
			require.NoError(t, tasks.Yield(ctx))
		}
		runtime.GC()
		require.Nil(t, kept.Value())
		runtime.KeepAlive(request)
		return nil
	}), tasks.System(system))
	require.NoError(t, err)
}
