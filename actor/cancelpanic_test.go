package actor_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// brittle is an owner that cannot be canceled.
type brittle struct{}

func (brittle) Cancel(string) bool { panic("brittle") }
func (brittle) String() string     { return "something brittle" }

func TestAPanicOfAnOwnersCancelDoesNotReachTheNextTask(t *testing.T) {
	for _, engine := range engines {
		t.Run(engine.name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				future := tasks.SupervisedFuture[int](actor.LoopOf(ctx), brittle{})
				first := tasks.Go(ctx, future.Await)
				require.NoError(t, tasks.Yield(ctx)) // now it waits
				require.Panics(t, func() { first.Cancel() })
				require.NoError(t, future.SetResult(1))
				v, err := first.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, 1, v)

				plain := tasks.NewFuture[int](ctx)
				second := tasks.Go(ctx, plain.Await)
				require.NoError(t, tasks.Yield(ctx))
				second.Cancel()
				require.True(t, plain.Canceled(), "the request is passed on to what is awaited")
				_, err = second.Await(ctx)
				require.ErrorIs(t, err, tasks.ErrCanceled)
				return nil
			}, engine.opts...))
		})
	}
}

func TestAnAwaitThatAnOwnersCancelBreaksOffLeavesNothingBehind(t *testing.T) {
	for _, engine := range engines {
		t.Run(engine.name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				bad := tasks.SupervisedFuture[int](actor.LoopOf(ctx), brittle{})
				good := tasks.NewFuture[int](ctx)
				task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					tasks.Current(ctx).Cancel()
					require.Panics(t, func() { _, _ = bad.Await(ctx) })
					ended, end := context.WithCancel(ctx)
					end()
					require.Panics(t, func() { _, _ = bad.Await(ended) })
					return good.Await(ctx)
				})
				require.NoError(t, tasks.Yield(ctx))
				require.NoError(t, bad.SetResult(1))
				require.NoError(t, tasks.Yield(ctx))
				require.NoError(t, tasks.Yield(ctx))
				require.False(t, task.Finished(), "what it awaits has not ended")
				require.NoError(t, good.SetResult(2))
				v, err := task.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, 2, v)
				return nil
			}, engine.opts...))
		})
	}
}

func TestAPanicOfAnOwnersCancelDoesNotBreakAShutdownOff(t *testing.T) {
	var got reports
	l := actor.New(actor.System(addresses), actor.OnReport(got.take), actor.ShutdownLimit(time.Millisecond))
	_, err := l.Start()
	require.NoError(t, err)
	waits := make(chan struct{})
	tasks.Submit(l, func(ctx context.Context) (int, error) {
		close(waits)
		return tasks.SupervisedFuture[int](l, brittle{}).Await(ctx)
	})
	<-waits
	var gaveUp *actor.ShutdownError
	require.ErrorAs(t, l.Shutdown(t.Context()), &gaveUp)
	require.Len(t, gaveUp.Tasks, 1)
	require.EqualError(t, got.list()[0].Err, "panic: brittle")
}

// exits is an owner whose Cancel ends its goroutine.
type exits struct{}

func (exits) Cancel(string) bool { runtime.Goexit(); return false }
func (exits) String() string     { return "an exit" }

func TestAShutdownThatAnOwnersCancelExitsFromCanBeginAnew(t *testing.T) {
	l := actor.New(actor.OnReport(func(*actor.Loop, actor.Report) {}), actor.ShutdownLimit(time.Millisecond))
	_, err := tasks.RunWith(t.Context(), tasks.RunnerOn(l), tasks.Void(func(ctx context.Context) error {
		future := tasks.SupervisedFuture[int](l, exits{})
		tasks.Go(ctx, future.Await)
		l.CallLater(0, func() { _ = future.SetResult(1) })
		return tasks.Yield(ctx)
	}))
	require.NoError(t, err)
	exited := make(chan struct{})
	go func() { defer close(exited); _ = l.Shutdown(context.Background()) }()
	<-exited
	require.NoError(t, l.Shutdown(t.Context()))
	require.True(t, l.Closed())
}
