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

// brittle is a process that panics at each message, as protoactor's guardians do, and a round-robin
// router whose routees have all gone.
type brittle struct{}

func (brittle) SendUserMessage(*proto.PID, any)   { panic("integer divide by zero") }
func (brittle) SendSystemMessage(*proto.PID, any) {}
func (brittle) Stop(*proto.PID)                   {}

// askBrittle asks a brittle process in a task, which panics.
func askBrittle(t *testing.T, ctx context.Context, msg any) {
	pid, _ := tasks.LoopOf(ctx).System().ProcessRegistry.Add(brittle{}, "brittle")
	_, err := tasks.Go(ctx, func(ctx context.Context) (int, error) {
		return tasks.Ask[int](ctx, pid, msg).Await(ctx)
	}).Await(ctx)
	var panicked *tasks.PanicError
	require.ErrorAs(t, err, &panicked)
}

func TestARequestWhoseSendingPanicsHidesNoDeadlock(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // without an end, it waits for ever
	defer cancel()
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		askBrittle(t, ctx, 1)
		_, err := tasks.NewFuture[int](ctx).Await(ctx)
		return err
	}), tasks.System(quietSystem()), tasks.VirtualClock())
	var deadlock *tasks.DeadlockError
	require.ErrorAs(t, err, &deadlock)
}

func TestRequestsWhoseSendingPanicsKeepNoMessages(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		var sent []weak.Pointer[[64]byte]
		for range 100 {
			msg := new([64]byte)
			sent = append(sent, weak.Make(msg))
			askBrittle(t, ctx, msg)
		}
		runtime.GC()
		kept := 0
		for _, msg := range sent {
			if msg.Value() != nil {
				kept++
			}
		}
		require.Less(t, kept, 10) // the last may still be on a stack
		return nil
	}), tasks.System(quietSystem()))
	require.NoError(t, err)
}
