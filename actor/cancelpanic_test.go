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

// canceledBrittle runs body with a future that such an owner has, and returns what was reported.
func canceledBrittle(t *testing.T, body func(ctx context.Context, future *tasks.Future[int])) []actor.Report {
	var got reports
	for _, engine := range engines {
		t.Run(engine.name, func(t *testing.T) {
			opts := append([]actor.Option{actor.OnReport(got.take)}, engine.opts...)
			require.NoError(t, run(t, func(ctx context.Context) error {
				body(ctx, tasks.SupervisedFuture[int](actor.LoopOf(ctx), brittle{}))
				return nil
			}, opts...))
		})
	}
	return got.list()
}

func TestAPanicOfAnOwnersCancelIsReported(t *testing.T) {
	got := canceledBrittle(t, func(_ context.Context, future *tasks.Future[int]) {
		require.False(t, future.Cancel(), "it refuses")
	})
	require.Equal(t, "the Cancel of something brittle panicked", got[0].Message)
	require.EqualError(t, got[0].Err, "panic: brittle")
}

func TestATaskThatAwaitsAnOwnerWhoseCancelPanicsKeepsTheRequest(t *testing.T) {
	canceledBrittle(t, func(ctx context.Context, future *tasks.Future[int]) {
		task := tasks.Go(ctx, future.Await)
		require.NoError(t, tasks.Yield(ctx)) // now it waits
		require.True(t, task.Cancel("why"))
		require.NoError(t, future.SetResult(1))
		_, err := task.Await(ctx)
		require.EqualError(t, err, "canceled: why")
	})
}

func TestACanceledTaskAwaitsWhatHasAnOwnerWhoseCancelPanics(t *testing.T) {
	canceledBrittle(t, func(ctx context.Context, future *tasks.Future[int]) {
		actor.LoopOf(ctx).CallLater(time.Second, func() { _ = future.SetResult(1) })
		actor.Of(ctx).Cancel("why")
		_, err := future.Await(ctx)
		require.EqualError(t, err, "canceled: why")
		require.True(t, future.Finished())
	})
}

func TestAfterAPanicOfAnOwnersCancelALaterRequestIsPassedOn(t *testing.T) {
	canceledBrittle(t, func(ctx context.Context, future *tasks.Future[int]) {
		plain := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			_, err := future.Await(ctx)
			require.ErrorIs(t, err, tasks.ErrCanceled)
			return plain.Await(ctx)
		})
		require.NoError(t, tasks.Yield(ctx))
		task.Cancel()
		require.NoError(t, future.SetResult(1))
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, tasks.Yield(ctx))
		task.Cancel()
		require.True(t, plain.Canceled())
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
}

func TestACancelMessageForAnOwnerWhoseCancelPanicsDoesNotEndTheRun(t *testing.T) {
	canceledBrittle(t, func(ctx context.Context, future *tasks.Future[int]) {
		task := tasks.Go(ctx, future.Await)
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, tasks.Tell(ctx, task.PID(), actor.Cancel{}))
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, future.SetResult(1))
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
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
