package tasks_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// fixedAnswer has a method of the shape of a coroutine.
type fixedAnswer struct{ value int }

func (a fixedAnswer) Run(context.Context) (int, error) { return a.value, nil }

func fortyTwo(context.Context) (int, error) { return 42, nil }

func TestGoTakesWhateverHasTheShapeOfACoroutine(t *testing.T) {
	shapes := map[string]tasks.Coro[int]{
		"a function":         fortyTwo,
		"a function literal": func(context.Context) (int, error) { return 42, nil },
		"a method":           fixedAnswer{42}.Run,
		"a generator": tasks.FromSeq(func(_ context.Context, result *int) iter.Seq[tasks.Handle] {
			return func(yield func(tasks.Handle) bool) {
				yield(nil)
				*result = 42
			}
		}),
	}
	for name, coro := range shapes {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				for range 2 { // the same coroutine may run again
					got, err := tasks.Go(ctx, coro).Await(ctx)
					require.NoError(t, err)
					require.Equal(t, 42, got)
				}
			})
		})
	}
}

func TestATaskOfNoFunctionHasFailed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for range 2 {
			task := tasks.Go[int](ctx, nil)
			require.True(t, task.Finished())
			require.ErrorIs(t, task.Err(), tasks.ErrNilFunc)
			require.Len(t, tasks.All(ctx), 1)
		}
	})
}

func TestATaskThatCannotStartIsInNoList(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	require.NoError(t, r.Close())
	task := tasks.GoOn(t.Context(), r.Loop(), fortyTwo)
	require.True(t, task.Finished())
	require.ErrorIs(t, task.Err(), tasks.ErrLoopClosed)
	require.Empty(t, tasks.AllOn(r.Loop()))
}

func TestAPanicOfTheTaskFactoryReachesWhoMadeTheTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		loop := tasks.LoopOf(ctx)
		why := errors.New("no task today")
		loop.SetTaskFactory(func(*actor.Spec) { panic(why) })
		loop.SetExceptionHandler(func(*tasks.Loop, tasks.Report) {})
		require.ErrorIs(t, tasks.Go(ctx, fortyTwo).Err(), why)
		require.Len(t, tasks.All(ctx), 1)
		loop.SetTaskFactory(nil)
		got, err := tasks.Go(ctx, fortyTwo).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 42, got)
	})
}

func TestIsCoroutineKnowsCoroutinesByTheirType(t *testing.T) {
	require.True(t, tasks.IsCoroutine(tasks.Coro[int](fortyTwo)))
	require.True(t, tasks.IsCoroutine(tasks.Void(func(context.Context) error { return nil })))
	require.False(t, tasks.IsCoroutine(func() {}))
	require.False(t, tasks.IsCoroutine(fixedAnswer{}))
	require.False(t, tasks.IsCoroutine(nil))
}

// A future is a value like others: only Await waits for it.
func TestAFutureCanBeATasksResult(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[string](ctx)
		one := tasks.Go(ctx, func(context.Context) (*tasks.Future[string], error) { return f, nil })
		two := tasks.Go(ctx, tasks.Void(func(context.Context) error { return f.SetResult("test") }))
		got, err := one.Await(ctx)
		require.NoError(t, err)
		require.Same(t, f, got)
		require.NoError(t, two.Err())
	})
}

func TestNobodyButItsBodySetsATasksResult(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(context.Context) (string, error) { return "ko", nil })
		_, settable := any(task).(interface{ SetResult(v string) error })
		require.False(t, settable)
		_, settable = any(task).(interface{ SetError(err error) error })
		require.False(t, settable)

		completion := task.Completion()
		require.NotNil(t, completion)
		got, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "ko", got)
		require.False(t, completion.Settle(errors.New("too late")))
		require.NoError(t, task.Err())
	})
}

func TestATaskIsAPromiseAsAFutureIs(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for _, p := range []tasks.Promise[int]{tasks.Go(ctx, fortyTwo), tasks.Resolved(ctx, 42, nil)} {
			got, err := p.Await(ctx)
			require.NoError(t, err)
			require.Equal(t, 42, got)
		}
	})
}

func TestATaskGetsTheNameItIsGiven(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, fortyTwo, tasks.Name("No-op"))
		require.Equal(t, "No-op", task.Name())
		_, err := task.Await(ctx)
		require.NoError(t, err)
	})
}
