package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

var errBoom = errors.New("boom")

// returning is a coroutine that returns v without suspending.
func returning[T any](v T) tasks.Coro[T] {
	return func(context.Context) (T, error) { return v, nil }
}

func TestANewFutureIsPending(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		require.False(t, f.Finished())
		require.False(t, f.Canceled())
		_, err := f.Result()
		require.ErrorIs(t, err, tasks.ErrInvalidState)
		require.ErrorIs(t, f.Err(), tasks.ErrInvalidState)
		select {
		case <-f.Done():
			t.Error("Done is closed")
		default:
		}
	})
}

func TestAFutureBelongsToTheLoopOfItsTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.Same(t, tasks.LoopOf(ctx), tasks.NewFuture[int](ctx).Loop())
	})
}

func TestAFutureWithoutATaskHasFailed(t *testing.T) {
	f := tasks.NewFuture[int](context.Background())
	require.True(t, f.Finished())
	require.ErrorIs(t, f.Err(), tasks.ErrNoTask)
}

// A Future is to be made by NewFuture. One that was not has no loop: it is
// pending for ever and nobody can await it.
func TestAZeroFutureCannotBeAwaited(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var f tasks.Future[int]
		require.False(t, f.Finished())
		require.False(t, f.Canceled())
		require.ErrorIs(t, f.Err(), tasks.ErrInvalidState)
		require.NotEmpty(t, f.String())
		_, err := f.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
		require.Nil(t, f.Done(), "a channel that is never ready")
	})
}

// futureEnd is a way in which a future ends.
type futureEnd struct {
	name     string
	end      func(f *tasks.Future[int])
	value    int
	err      error // nil for a value
	canceled bool
}

var futureEnds = []futureEnd{
	{name: "value", end: func(f *tasks.Future[int]) { _ = f.SetResult(42) }, value: 42},
	{name: "error", end: func(f *tasks.Future[int]) { _ = f.SetError(errBoom) }, err: errBoom},
	{name: "cancel", end: func(f *tasks.Future[int]) { f.Cancel("enough") }, err: tasks.ErrCanceled, canceled: true},
}

func TestTheEndOfAFuture(t *testing.T) {
	for _, c := range futureEnds {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				f := tasks.NewFuture[int](ctx)
				c.end(f)
				require.True(t, f.Finished())
				require.Equal(t, c.canceled, f.Canceled())
				v, err := f.Result()
				require.Equal(t, c.value, v)
				require.ErrorIs(t, err, c.err)
				require.ErrorIs(t, f.Err(), c.err)
				<-f.Done()
			})
		})
	}
}

func TestAFutureEndsOnce(t *testing.T) {
	for _, c := range futureEnds {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				f := tasks.NewFuture[int](ctx)
				c.end(f)
				require.ErrorIs(t, f.SetResult(7), tasks.ErrInvalidState)
				require.ErrorIs(t, f.SetError(errors.New("late")), tasks.ErrInvalidState)
				require.False(t, f.Cancel("late"))
				v, err := f.Result()
				require.Equal(t, c.value, v)
				require.ErrorIs(t, err, c.err)
				require.Equal(t, c.canceled, f.Canceled())
			})
		})
	}
}

func TestNilIsNoErrorForAFuture(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		require.ErrorIs(t, f.SetError(nil), tasks.ErrInvalidState)
		require.False(t, f.Finished())
	})
}

func TestAFutureKeepsTheErrorItself(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		require.NoError(t, f.SetError(errBoom))
		require.Same(t, errBoom, f.Err())
		_, err := f.Await(ctx)
		require.Same(t, errBoom, err)
	})
}

// A value is a value, whatever its type: an error that was set as a result is
// not taken for a failure.
func TestAValueThatIsAnErrorIsNotAFailure(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[error](ctx)
		require.NoError(t, f.SetResult(errBoom))
		v, err := f.Await(ctx)
		require.NoError(t, err)
		require.Same(t, errBoom, v)
	})
}

func TestTheMessageOfACanceledFutureReachesWhoAwaitsIt(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		require.True(t, f.Cancel("my message"))
		_, err := f.Await(ctx)
		var canceled *tasks.CanceledError
		require.ErrorAs(t, err, &canceled)
		require.Equal(t, "my message", canceled.Msg)
	})
}

func TestAwaitingAFutureAgainDoesNotSuspend(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var trace []string
		f := tasks.NewFuture[int](ctx)
		waiter := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			trace = append(trace, "A")
			v, _ := f.Await(ctx)
			tasks.LoopOf(ctx).CallSoon(func() { trace = append(trace, "callback") })
			trace = append(trace, fmt.Sprint("B ", v))
			v, _ = f.Await(ctx)
			trace = append(trace, fmt.Sprint("C ", v))
			return nil
		}))
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, f.SetResult(42))
		_, err := waiter.Await(ctx)
		require.NoError(t, err)
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, []string{"A", "B 42", "C 42", "callback"}, trace)
	})
}

func TestTheStringOfAFutureSaysItsState(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		require.Equal(t, "future (pending)", f.String())
		for _, c := range futureEnds {
			f := tasks.NewFuture[int](ctx)
			c.end(f)
			want := map[string]string{"value": "result: 42", "error": "error: boom", "cancel": "canceled"}[c.name]
			require.Equal(t, "future ("+want+")", f.String())
			_ = f.Err()
		}
	})
}

func TestTheStringOfAFutureThatHoldsItselfEnds(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[[]any](ctx)
		require.NoError(t, f.SetResult([]any{f, 1}))
		require.Contains(t, f.String(), "...")
		task := tasks.Go(ctx, func(ctx context.Context) ([]tasks.AnyTask, error) { return tasks.All(ctx), nil })
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.Contains(t, task.String(), "...")
	})
}

func TestTasksAndFuturesAreHandlesAndCoroutinesAreNot(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		isHandle := func(v any) bool { _, ok := v.(tasks.Handle); return ok }
		coro := returning(1)
		require.True(t, isHandle(tasks.NewFuture[int](ctx)))
		require.True(t, isHandle(tasks.Go(ctx, coro)))
		require.False(t, isHandle(coro))
		require.False(t, isHandle(1))
	})
}

func TestEnsureReturnsTasksAndFuturesAsTheyAre(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, returning(1))
		require.Same(t, f, tasks.Ensure[int](ctx, f))
		require.Same(t, task, tasks.Ensure[int](ctx, task))
	})
}

func TestResolvedIsAFutureThatHasEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, err := tasks.Resolved(ctx, 5, nil).Result()
		require.NoError(t, err)
		require.Equal(t, 5, v)
		v, err = tasks.Resolved(ctx, 5, errBoom).Result()
		require.Same(t, errBoom, err)
		require.Zero(t, v)
	})
}
