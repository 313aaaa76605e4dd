package tasks_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestCurrentIsTheTaskThatRuns(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	defer func() { require.NoError(t, r.Close()) }()
	require.Nil(t, r.Loop().Current())
	var task *tasks.Task[struct{}]
	task = tasks.GoOn(t.Context(), r.Loop(), tasks.Void(func(ctx context.Context) error {
		require.Same(t, task, tasks.Current(ctx))
		require.Equal(t, r.Loop().Current().Name(), task.Name())
		inline := tasks.Coro[tasks.AnyTask](func(ctx context.Context) (tasks.AnyTask, error) {
			return tasks.Current(ctx), nil
		})
		current, err := inline.Await(ctx)
		require.Same(t, task, current)
		return err
	}))
	require.Nil(t, r.Loop().Current())
	_, err := tasks.RunWith(t.Context(), r, task.Await)
	require.NoError(t, err)
	require.Nil(t, r.Loop().Current())
}

func TestCurrentFollowsTasksThatTakeTurns(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		one, two := tasks.NewFuture[bool](ctx), tasks.NewFuture[bool](ctx)
		var first, second *tasks.Task[struct{}]
		first = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			require.Same(t, first, tasks.Current(ctx))
			if _, err := one.Await(ctx); err != nil {
				return err
			}
			require.Same(t, first, tasks.Current(ctx))
			return two.SetResult(true)
		}))
		second = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			require.Same(t, second, tasks.Current(ctx))
			if err := one.SetResult(true); err != nil {
				return err
			}
			_, err := two.Await(ctx)
			require.Same(t, second, tasks.Current(ctx))
			return err
		}))
		main := tasks.Current(ctx)
		for _, task := range []*tasks.Task[struct{}]{first, second} {
			_, err := task.Await(ctx)
			require.NoError(t, err)
		}
		require.Same(t, main, tasks.Current(ctx))
	})
}

func TestThereIsNoCurrentTaskInACallback(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		loop, called := tasks.LoopOf(ctx), false
		loop.CallSoon(func() {
			called = true
			require.Nil(t, loop.Current())
			require.Nil(t, tasks.Current(ctx)) // the context's task does not run now
		})
		require.NoError(t, tasks.Yield(ctx))
		require.True(t, called)
		require.NotNil(t, tasks.Current(ctx))
	})
}

func TestThereIsNoCurrentTaskWithoutOneInTheContext(t *testing.T) {
	require.Nil(t, tasks.Current(t.Context()))
	require.Nil(t, tasks.LoopOf(t.Context()))
	require.Nil(t, tasks.All(t.Context()))
	inRun(t, func(context.Context) { require.Nil(t, tasks.Current(t.Context())) })
}

func TestAllHoldsTheTasksThatHaveNotEndedInTheOrderOfTheirCreation(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	defer func() { require.NoError(t, r.Close()) }()
	require.Empty(t, tasks.AllOn(r.Loop()))
	_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
		f := tasks.NewFuture[int](ctx)
		waiting := tasks.Go(ctx, f.Await)
		short := tasks.Go(ctx, fortyTwo)
		require.Equal(t, []tasks.AnyTask{tasks.Current(ctx), waiting, short}, tasks.All(ctx))
		_, err := short.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []tasks.AnyTask{tasks.Current(ctx), waiting}, tasks.All(ctx))
		require.NoError(t, f.SetResult(1))
		_, err = waiting.Await(ctx)
		return err
	}))
	require.NoError(t, err)
	require.Empty(t, tasks.AllOn(r.Loop()))
}

func TestATaskThatOnlyItsLoopKnowsIsKept(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var unwound error
		// Nobody but the task knows the future that it awaits.
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			_, unwound = tasks.NewFuture[int](ctx).Await(ctx)
			return unwound
		}))
		letPass(t, ctx, 10)
		runtime.GC()
		require.Len(t, tasks.All(ctx), 2)
		require.True(t, tasks.All(ctx)[1].Cancel())
		letPass(t, ctx, 10)
		require.ErrorIs(t, unwound, tasks.ErrCanceled)
	})
}

func TestATaskInAThreadSaysWhoseEndItWaitsFor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		end := make(chan struct{})
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			return tasks.ToThread(ctx, func(context.Context) (int, error) { <-end; return 1, nil })
		})
		require.NoError(t, tasks.Yield(ctx))
		require.Contains(t, task.String(), "waits for the thread of github.com/actorloom/actorloom/tasks_test.")
		close(end)
		_, err := task.Await(ctx)
		require.NoError(t, err)
	})
}
