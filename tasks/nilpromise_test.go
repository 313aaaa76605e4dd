package tasks_test

import (
	"context"
	"iter"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// What is nil, in an interface too: a caller's mistake, which is an error and no panic.
var nilPromises = map[string]tasks.Promise[int]{"nil": nil, "a nil task": (*tasks.Task[int])(nil)}

func TestTheChannelOfANilPromiseIsClosed(t *testing.T) {
	for name, p := range nilPromises {
		t.Run(name, func(t *testing.T) {
			_, ok := <-tasks.ToChan(p)
			require.False(t, ok)
		})
	}
}

func TestPipeToSendsTheErrorOfANilPromise(t *testing.T) {
	for name, p := range nilPromises {
		t.Run(name, func(t *testing.T) {
			got, err := tasks.Run(t.Context(), func(ctx context.Context) (any, error) {
				system := tasks.LoopOf(ctx).System()
				to := proto.NewFuture(system, time.Minute)
				tasks.PipeTo(p, to.PID())
				return to.Result()
			})
			require.NoError(t, err)
			require.ErrorIs(t, got.(error), tasks.ErrNilFunc)
		})
	}
}

func TestAGeneratorThatReturnsNilFails(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.FromSeq(func(context.Context, *int) iter.Seq[tasks.Handle] { return nil }))
	require.ErrorIs(t, err, tasks.ErrNilFunc)
}

func TestAGeneratorThatYieldsANilTaskFails(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.FromSeq(func(context.Context, *int) iter.Seq[tasks.Handle] {
		return func(yield func(tasks.Handle) bool) { yield((*tasks.Task[int])(nil)) }
	}))
	require.ErrorIs(t, err, tasks.ErrNilFunc)
	require.ErrorContains(t, err, "*tasks.Task[int]")
}

func TestWhatIsSubmittedToANilPoolHasEndedWithTheReason(t *testing.T) {
	_, err := tasks.SubmitTo(nil, tasks.Coro[int](func(context.Context) (int, error) { return 1, nil })).Result()
	require.ErrorIs(t, err, tasks.ErrNoLoop)
}

func TestANilPoolHasNothingToShutDown(t *testing.T) {
	var p *tasks.Pool
	require.Empty(t, p.Loops())
	require.NoError(t, p.Shutdown(t.Context()))
}

func TestANilRunnerIsRefused(t *testing.T) {
	_, err := tasks.RunWith(t.Context(), nil, tasks.Coro[int](func(context.Context) (int, error) { return 1, nil }))
	require.ErrorIs(t, err, tasks.ErrNoLoop)
}

func TestASnapshotOfNilIsEmpty(t *testing.T) {
	var none context.Context
	ctx := tasks.Snapshot(none)
	require.NoError(t, ctx.Err())
	require.Equal(t, 1, (&tasks.Var[int]{Default: 1}).Get(ctx))
}

func TestASnapshotCanBePrinted(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		require.NotContains(t, tasks.Snapshot(ctx).(interface{ String() string }).String(), "PANIC")
		return nil
	}))
	require.NoError(t, err)
}
