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

// A future whose work is outside the loop ends with the loop, at the latest.

// futureOnClosed makes a future in a task of a background loop, and shuts the loop down.
func futureOnClosed(t *testing.T, made func(ctx context.Context) *tasks.Future[int]) (f *tasks.Future[int], ch <-chan int) {
	l, err := tasks.Start(tasks.ShutdownLimit(time.Millisecond), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	_, err = tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		f = made(ctx)
		ch = tasks.ToChan(f)
		return nil
	}))
	require.NoError(t, err)
	_ = l.Shutdown(t.Context())
	<-f.Done()
	return f, ch
}

func TestTheFutureOfAThreadThatIsLeftBehindEndsWithTheLoop(t *testing.T) {
	gate := make(chan struct{})
	f, ch := futureOnClosed(t, func(ctx context.Context) *tasks.Future[int] {
		return tasks.InExecutor(ctx, nil, func(context.Context) (int, error) { <-gate; return 1, nil })
	})
	close(gate)
	require.ErrorIs(t, f.Err(), tasks.ErrLoopClosed)
	_, open := <-ch
	require.False(t, open)
}

func TestTheChannelOfAnAnswerIsClosedWhenTheLoopIs(t *testing.T) {
	f, ch := futureOnClosed(t, func(ctx context.Context) *tasks.Future[int] {
		root := tasks.LoopOf(ctx).System().Root
		silent := root.Spawn(proto.PropsFromFunc(func(proto.Context) {}))
		t.Cleanup(func() { root.Stop(silent) })
		return tasks.Ask[int](ctx, silent, "anybody there?")
	})
	require.ErrorIs(t, f.Err(), tasks.ErrLoopClosed)
	_, open := <-ch
	require.False(t, open)
}

func TestAFunctionThatHadNoTurnWhenTheLoopClosesIsDropped(t *testing.T) {
	called, posted := false, errors.New("not posted")
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			_ = tasks.Sleep(ctx, time.Hour)
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				defer func() { posted = loop.Post(func() { called = true }) }() // when it is unwound
				return tasks.Sleep(ctx, time.Hour)
			}))
			return nil
		}))
		return tasks.Yield(ctx)
	}), tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.Error(t, err)
	require.NoError(t, posted)
	require.False(t, called)
}
