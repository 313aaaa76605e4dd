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

// An owner whose Cancel calls Goexit ends whoever cancels, and nobody else.

// leaving is an owner whose Cancel ends what it owns, and then its goroutine.
type leaving struct{ future *tasks.Future[int] }

func (o *leaving) Cancel(string) bool {
	o.future.Completion().EndCanceled(nil)
	runtime.Goexit()
	return true
}

func (*leaving) String() string { return "something that leaves" }

func TestAfterAnAwaitThatAnOwnersGoexitBreaksOffTheDeferredCallsMayAwait(t *testing.T) {
	for _, engine := range engines {
		t.Run(engine.name, func(t *testing.T) {
			l := started(t, engine.opts...)
			require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
				owner := &leaving{}
				owner.future = tasks.SupervisedFuture[int](l, owner)
				good := tasks.NewFuture[int](ctx)
				var got int
				task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					defer func() { got, _ = good.Await(ctx) }()
					actor.Of(ctx).Cancel("")
					return owner.future.Await(ctx)
				})
				for range 3 {
					require.NoError(t, tasks.Yield(ctx))
				}
				require.False(t, task.Finished(), "what it awaits has not ended")
				require.NoError(t, good.SetResult(2))
				_, err := task.Await(ctx)
				require.ErrorIs(t, err, tasks.ErrGoexit)
				require.Equal(t, 2, got)
				return nil
			}))
		})
	}
}

func TestARequestThatAnOwnersGoexitBreaksOffIsKeptAndALaterOneIsPassedOn(t *testing.T) {
	l := started(t)
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		future, plain := tasks.SupervisedFuture[int](l, exits{}), tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			_, err := future.Await(ctx)
			require.EqualError(t, err, "canceled: first")
			return plain.Await(ctx)
		})
		require.NoError(t, tasks.Yield(ctx))
		tasks.Go(ctx, func(context.Context) (int, error) { task.Cancel("first"); return 0, nil })
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, future.SetResult(1))
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, tasks.Yield(ctx))
		task.Cancel("second")
		require.True(t, plain.Canceled())
		_, err := task.Await(ctx)
		require.EqualError(t, err, "canceled: second")
		return nil
	}))
}

func TestAnOwnersGoexitDoesNotKeepABackgroundLoopFromItsShutdown(t *testing.T) {
	l := actor.New(actor.System(addresses), actor.ShutdownLimit(time.Millisecond), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	_, err := l.Start()
	require.NoError(t, err)
	var next *tasks.Task[int]
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		tasks.Go(ctx, tasks.SupervisedFuture[int](l, exits{}).Await, tasks.Name("stuck"))
		next = tasks.Go(ctx, tasks.NewFuture[int](ctx).Await)
		return tasks.Yield(ctx)
	}))
	var gaveUp *actor.ShutdownError
	require.ErrorAs(t, l.Shutdown(context.Background()), &gaveUp)
	require.Equal(t, []string{"stuck"}, gaveUp.Tasks)
	require.True(t, next.Canceled(), "the tasks after it are canceled, too")
}
