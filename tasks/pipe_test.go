package tasks_test

import (
	"context"
	"errors"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// inbox is an actor on ctx's loop that keeps what it gets.
func inbox(t *testing.T, ctx context.Context) (*proto.PID, *tasks.Queue[any]) {
	got := tasks.NewQueue[any](0)
	return askActor(t, ctx, func(c proto.Context) { _ = got.TryPut(c.Message()) },
		proto.WithDispatcher(tasks.LoopOf(ctx))), got
}

func TestAValueIsPipedToAnActor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid, got := inbox(t, ctx)
		tasks.PipeTo(tasks.Go(ctx, tasks.After(time.Second, "seven")), pid)
		v, err := got.Get(ctx)
		require.NoError(t, err)
		require.Equal(t, "seven", v)
	})
}

func TestWhatHasEndedIsPipedAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid, got := inbox(t, ctx)
		tasks.PipeTo(tasks.Resolved(ctx, 7, nil), pid)
		v, err := got.Get(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
}

func TestAnErrorIsPipedAsAMessageAndRetrieved(t *testing.T) {
	var reports []tasks.Report
	full := errors.New("the disk is full")
	inRun(t, func(ctx context.Context) {
		pid, got := inbox(t, ctx)
		tasks.PipeTo(tasks.Resolved(ctx, 0, full), pid)
		v, err := got.Get(ctx)
		require.NoError(t, err)
		require.Equal(t, full, v)
	}, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.Empty(t, reports)
}

func TestACancellationIsPipedAsAnError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid, got := inbox(t, ctx)
		f := tasks.NewFuture[int](ctx)
		tasks.PipeTo(f, pid)
		f.Cancel("enough")
		v, err := got.Get(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, v.(error), tasks.ErrCanceled)
	})
}

func TestAPipeCanBeTakenBack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid, got := inbox(t, ctx)
		f := tasks.NewFuture[int](ctx)
		pipe := tasks.PipeTo(f, pid)
		require.True(t, pipe.Stop())
		require.NoError(t, f.SetResult(7))
		letPass(t, ctx, 10)
		require.Zero(t, got.Len())
	})
}

func TestANilValueIsPiped(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid, got := inbox(t, ctx)
		tasks.PipeTo(tasks.Resolved[any](ctx, nil, nil), pid)
		v, err := got.Get(ctx)
		require.NoError(t, err)
		require.Nil(t, v)
	})
}

func TestWhatIsPipedToNobodyIsADeadLetter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		letters := deadLetters(t, ctx)
		tasks.PipeTo(tasks.Resolved(ctx, 7, nil), nil)
		letPass(t, ctx, 10)
		require.EqualValues(t, 1, letters.Load())
	})
}

func TestTheCancellationOfATaskThatIsUnwoundIsPiped(t *testing.T) {
	system := proto.NewActorSystem()
	defer system.Shutdown()
	got := make(chan any, 1)
	pid := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if err, ok := c.Message().(error); ok {
			got <- err
		}
	}))
	_, _ = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.PipeTo(tasks.Go(ctx, refuses(tasks.Yield)), pid)
		return tasks.Yield(ctx)
	}), tasks.System(system), tasks.ShutdownLimit(time.Millisecond), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.ErrorIs(t, (<-got).(error), tasks.ErrCanceled)
}

// elsewhere stands for protoactor's remote: it gets what goes to other machines.
type elsewhere chan any

func (e elsewhere) SendUserMessage(_ *proto.PID, msg any) { e <- msg }
func (e elsewhere) SendSystemMessage(*proto.PID, any)     {}
func (e elsewhere) Stop(*proto.PID)                       {}

func TestWhatIsPipedElsewhereToAnAddressThatIsNoTextIsNotSent(t *testing.T) {
	system, sent := quietSystem(), make(elsewhere, 1)
	system.ProcessRegistry.RegisterAddressResolver(func(*proto.PID) (proto.Process, bool) { return sent, true })
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.PipeTo(tasks.Resolved(ctx, 7, nil), proto.NewPID(nobodysPID.Address, "caf\xe9"))
		return tasks.Yield(ctx)
	}), tasks.System(system))
	require.NoError(t, err)
	require.Empty(t, sent)
}

func TestAnErrorThatIsPipedToNobodyIsADeadLetter(t *testing.T) {
	full := errors.New("the disk is full")
	inRun(t, func(ctx context.Context) {
		var dead []any
		stream := tasks.LoopOf(ctx).System().EventStream
		defer stream.Unsubscribe(stream.Subscribe(func(e any) {
			if e, ok := e.(*proto.DeadLetterEvent); ok {
				dead = append(dead, e.Message)
			}
		}))
		tasks.PipeTo(tasks.Resolved(ctx, 0, full), nil)
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.Equal(t, []any{full}, dead)
	})
}
