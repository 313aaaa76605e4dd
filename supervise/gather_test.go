package supervise_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func newFutures(ctx context.Context, n int) []*tasks.Future[int] {
	all := make([]*tasks.Future[int], n)
	for i := range all {
		all[i] = tasks.NewFuture[int](ctx)
	}
	return all
}

// futureWraps are the two ways to give futures to a supervisor: as they are, and inside of
// coroutines that await them.
var futureWraps = map[string]func(fs ...*tasks.Future[int]) []tasks.Awaitable[int]{
	"futures": func(fs ...*tasks.Future[int]) []tasks.Awaitable[int] {
		items := make([]tasks.Awaitable[int], len(fs))
		for i, f := range fs {
			items[i] = f
		}
		return items
	},
	"coroutines": func(fs ...*tasks.Future[int]) []tasks.Awaitable[int] {
		items := make([]tasks.Awaitable[int], len(fs))
		for i, f := range fs {
			items[i] = tasks.Coro[int](f.Await)
		}
		return items
	},
}

func eachFutureWrap(t *testing.T, body func(ctx context.Context, wrap func(fs ...*tasks.Future[int]) []tasks.Awaitable[int])) {
	for name, wrap := range futureWraps {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) { body(ctx, wrap) })
		})
	}
}

var errExpected = errors.New("expected")

func TestGatherEndsWithItsLastItemAndKeepsTheirOrder(t *testing.T) {
	eachFutureWrap(t, func(ctx context.Context, wrap func(fs ...*tasks.Future[int]) []tasks.Awaitable[int]) {
		f := newFutures(ctx, 3)
		all := supervise.Gather(ctx, wrap(f...)...)
		calls := 0
		all.OnDone(func() { calls++ })
		letPass(t, ctx, 10)
		require.NoError(t, f[1].SetResult(1))
		require.NoError(t, f[0].SetResult(2))
		letPass(t, ctx, 10)
		require.Zero(t, calls)
		require.False(t, all.Finished())
		require.NoError(t, f[2].SetResult(3))
		letPass(t, ctx, 10)
		require.Equal(t, 1, calls)
		got, err := all.Result()
		require.NoError(t, err)
		require.Equal(t, []int{2, 1, 3}, got)
	})
}

func TestGatherOutcomesOfSuccessesHasNoErrors(t *testing.T) {
	eachFutureWrap(t, func(ctx context.Context, wrap func(fs ...*tasks.Future[int]) []tasks.Awaitable[int]) {
		f := newFutures(ctx, 3)
		all := supervise.GatherOutcomes(ctx, wrap(f...)...)
		require.NoError(t, f[1].SetResult(1))
		require.NoError(t, f[0].SetResult(2))
		letPass(t, ctx, 10)
		require.False(t, all.Finished())
		require.NoError(t, f[2].SetResult(3))
		got, err := all.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []supervise.Outcome[int]{{Value: 2}, {Value: 1}, {Value: 3}}, got)
	})
}

func TestGatherFailsWithTheFirstError(t *testing.T) {
	eachFutureWrap(t, func(ctx context.Context, wrap func(fs ...*tasks.Future[int]) []tasks.Awaitable[int]) {
		f := newFutures(ctx, 5)
		all := supervise.Gather(ctx, wrap(f...)...)
		calls := 0
		all.OnDone(func() { calls++ })
		letPass(t, ctx, 10)
		require.NoError(t, f[0].SetResult(1))
		require.NoError(t, f[1].SetError(errExpected))
		letPass(t, ctx, 10)
		require.True(t, all.Finished())
		require.Equal(t, 1, calls)
		require.Equal(t, errExpected, all.Err())

		// What the others end with changes nothing.
		require.False(t, f[2].Finished())
		require.NoError(t, f[2].SetResult(3))
		require.True(t, f[3].Cancel())
		require.NoError(t, f[4].SetError(errors.New("too late")))
		letPass(t, ctx, 10)
		require.Equal(t, 1, calls)
		require.Equal(t, errExpected, all.Err())
	})
}

func TestGatherOutcomesHoldsErrorsAmongTheResults(t *testing.T) {
	eachFutureWrap(t, func(ctx context.Context, wrap func(fs ...*tasks.Future[int]) []tasks.Awaitable[int]) {
		other := errors.New("another")
		f := newFutures(ctx, 4)
		all := supervise.GatherOutcomes(ctx, wrap(f...)...)
		letPass(t, ctx, 10)
		require.NoError(t, f[1].SetResult(1))
		require.NoError(t, f[2].SetError(errExpected))
		require.NoError(t, f[0].SetResult(3))
		letPass(t, ctx, 10)
		require.False(t, all.Finished())
		require.NoError(t, f[3].SetError(other))
		got, err := all.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []supervise.Outcome[int]{{Value: 3}, {Value: 1}, {Err: errExpected}, {Err: other}}, got)
	})
}

func TestACanceledItemIsAnErrorOfTheGatherAndNoCancellation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := newFutures(ctx, 5)
		all := supervise.Gather(ctx, futureWraps["futures"](f...)...)
		calls := 0
		all.OnDone(func() { calls++ })
		require.NoError(t, f[0].SetResult(1))
		require.True(t, f[1].Cancel())
		letPass(t, ctx, 10)
		require.True(t, all.Finished())
		require.Equal(t, 1, calls)
		require.False(t, all.Canceled())
		require.ErrorIs(t, all.Err(), tasks.ErrCanceled)

		require.NoError(t, f[2].SetResult(3))
		require.True(t, f[3].Cancel())
		require.NoError(t, f[4].SetError(errExpected))
		letPass(t, ctx, 10)
		require.Equal(t, 1, calls)
	})
}

func TestGatherOutcomesHoldsCancellationsAmongTheResults(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		other := errors.New("another")
		f := newFutures(ctx, 6)
		all := supervise.GatherOutcomes(ctx, futureWraps["futures"](f...)...)
		calls := 0
		all.OnDone(func() { calls++ })
		require.NoError(t, f[0].SetResult(1))
		require.NoError(t, f[1].SetError(errExpected))
		require.True(t, f[2].Cancel("enough"))
		letPass(t, ctx, 10)
		require.False(t, all.Finished())
		require.NoError(t, f[3].SetResult(3))
		require.True(t, f[4].Cancel())
		require.NoError(t, f[5].SetError(other))
		got, err := all.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []supervise.Outcome[int]{
			{Value: 1},
			{Err: errExpected},
			{Err: &tasks.CanceledError{Msg: "enough"}},
			{Value: 3},
			{Err: &tasks.CanceledError{}},
			{Err: other},
		}, got)
		letPass(t, ctx, 10)
		require.Equal(t, 1, calls)
	})
}

func TestGatherOfNothingHasEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		all := supervise.Gather[int](ctx)
		require.True(t, all.Finished())
		require.Same(t, tasks.LoopOf(ctx), all.Loop())
		got, err := all.Result()
		require.NoError(t, err)
		require.Equal(t, []int{}, got)
	})
}

func TestGatherBelongsToTheLoopOfItsFutures(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	defer func() { require.NoError(t, r.Close()) }()
	var f []tasks.Awaitable[int]
	for range 3 {
		f = append(f, tasks.NewFutureOn[int](r.Loop()))
	}
	for range 2 { // the same futures may be gathered again
		all := supervise.Gather(t.Context(), f...)
		require.Same(t, r.Loop(), all.Loop())
		_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
			letPass(t, ctx, 10)
			require.False(t, all.Finished())
			return nil
		}))
		require.NoError(t, err)
	}
}

func TestATaskGivenTwiceIsGatheredOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		runs := 0
		count := func(context.Context) (int, error) { runs++; return runs, nil }
		one := tasks.Go(ctx, count)
		two := tasks.Go(ctx, count)
		got, err := supervise.Gather[int](ctx, one, one, two, one).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{1, 1, 2, 1}, got)
		require.Equal(t, 2, runs)
	})
}

// A Coro is a function, which can run as often as it is given: functions cannot
// be compared, and asyncio's coroutine objects run only once.
func TestACoroGivenTwiceRunsTwice(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		runs := 0
		count := tasks.Coro[int](func(context.Context) (int, error) { runs++; return runs, nil })
		got, err := supervise.Gather[int](ctx, count, count).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2}, got)
	})
}

func TestGatherStartsCoroutinesOnTheRunningLoop(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		abc := tasks.Coro[string](func(context.Context) (string, error) { return "abc", nil })
		all := supervise.Gather[string](ctx, abc, abc)
		require.Same(t, tasks.LoopOf(ctx), all.Loop())
		require.Len(t, tasks.All(ctx), 3)
		got, err := all.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"abc", "abc"}, got)
	})
}

func TestAnEagerItemMayEndThoseBeforeIt(t *testing.T) {
	for name, settle := range map[string]func(f *tasks.Future[int]) error{
		"with an error": func(f *tasks.Future[int]) error { return f.SetError(errors.New("later")) },
		"with a value":  func(f *tasks.Future[int]) error { return f.SetResult(1) },
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
				future := tasks.NewFuture[int](ctx)
				eager := tasks.Coro[int](func(context.Context) (int, error) { return 0, settle(future) })
				fails := tasks.Coro[int](func(context.Context) (int, error) { return 0, errExpected })
				first := supervise.Gather(ctx, tasks.Awaitable[int](future), eager)
				require.False(t, first.Finished(), "the future's end comes in its turn")
				mixed := supervise.Gather2(ctx, tasks.NewFuture[int](ctx), fails)
				require.ErrorIs(t, mixed.Err(), errExpected)
				_, _ = first.Await(ctx)
			})
		})
	}
}

func TestAnItemThatAnEagerOneAwaitsCountsOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
		future := tasks.NewFuture[int](ctx)
		g := supervise.Gather(ctx, tasks.Awaitable[int](future), tasks.Coro[int](future.Await), future)
		require.NoError(t, future.SetResult(1))
		v, err := g.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{1, 1, 1}, v)
	})
}
