package tasks_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// awaitThenReturn is a body that awaits p and returns v.
func awaitThenReturn[T any](p tasks.Awaitable[T], v int) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		if _, err := p.Await(ctx); err != nil {
			return 0, err
		}
		return v, nil
	}
}

func TestATaskKeepsWhatItsBodyReturned(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(context.Context) (string, error) { return "ok", nil })
		require.False(t, task.Finished())
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "ok", v)
		require.True(t, task.Finished())
		v, err = task.Result()
		require.NoError(t, err)
		require.Equal(t, "ok", v)
		require.Same(t, tasks.LoopOf(ctx), task.Loop())
	})
}

func TestATaskCanBeMadeForALoopThatDoesNotRunYet(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	defer r.Close()
	task := tasks.GoOn(t.Context(), r.Loop(), func(context.Context) (string, error) { return "ok", nil })
	require.Same(t, r.Loop(), task.Loop())
	require.False(t, task.Finished())
	v, err := tasks.RunWith(t.Context(), r, task.Await)
	require.NoError(t, err)
	require.Equal(t, "ok", v)
}

func TestACoroutineIsAwaitedInline(t *testing.T) {
	var in []tasks.AnyTask
	number := func(n int) tasks.Coro[int] {
		return func(ctx context.Context) (int, error) {
			in = append(in, tasks.Current(ctx))
			return n, nil
		}
	}
	inRun(t, func(ctx context.Context) {
		a, err := number(42).Await(ctx)
		require.NoError(t, err)
		b, err := number(1000).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1042, a+b)
		require.Equal(t, []tasks.AnyTask{tasks.Current(ctx), tasks.Current(ctx)}, in)
	})
}

func TestAnAwaitOfAForeignFutureFails(t *testing.T) {
	other := actor.New()
	defer other.Shutdown(context.Background())
	foreign := tasks.NewFutureOn[int](other)
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, awaitThenReturn(foreign, 0), tasks.Name("waiter"))
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
		require.ErrorContains(t, err, `task "waiter"`)
		require.ErrorContains(t, err, "a future")
		require.False(t, task.Canceled())
	})
}

// The error names the task, and does not look at its state, which changes: so says -race.
func TestAnAwaitOfAForeignTaskDoesNotDisturbItsLoop(t *testing.T) {
	other, err := tasks.Start()
	require.NoError(t, err)
	var stop atomic.Bool
	made := make(chan *tasks.Task[struct{}], 1)
	busy := tasks.Submit(other, tasks.Void(func(ctx context.Context) error {
		never := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for !stop.Load() {
				_, _ = supervise.Shield(ctx, never).Await(ctx)
			}
			return nil
		}), tasks.Name("far"))
		for !stop.Load() {
			if err := tasks.Yield(ctx); err != nil {
				return err
			}
			task.Cancel()
			task.SetName("far")
			if cap(made) > len(made) {
				made <- task
			}
		}
		return nil
	}))
	foreign := <-made
	inRun(t, func(ctx context.Context) {
		for range 100 {
			_, err := foreign.Await(ctx)
			require.ErrorIs(t, err, tasks.ErrForeignLoop)
		}
	})
	stop.Store(true)
	_, err = busy.Wait(t.Context())
	require.NoError(t, err)
	require.NoError(t, other.Shutdown(t.Context()))
}

func TestAnAwaitOfAForeignTaskFails(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	defer r.Close()
	foreign := tasks.GoOn(t.Context(), r.Loop(), tasks.After(time.Second, 1), tasks.Name("far"))
	inRun(t, func(ctx context.Context) {
		_, err := foreign.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
		require.ErrorContains(t, err, `"far"`)
	})
}

func TestATaskCannotAwaitItself(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var task *tasks.Task[int]
		task = tasks.Go(ctx, func(ctx context.Context) (int, error) { return task.Await(ctx) })
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrSelfAwait)
		require.ErrorContains(t, err, `task "Task-`)
	})
}

func TestATaskThatWasRefusedAnAwaitCanGoOn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var task *tasks.Task[int]
		task = tasks.Go(ctx, func(ctx context.Context) (int, error) {
			if _, err := task.Await(ctx); err == nil {
				return 0, nil
			}
			return 42, tasks.Sleep(ctx, time.Second)
		})
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 42, v)
	})
}

// asyncio pins this with loop.stop, which does not exist here: a run ends when
// its main task does.
func TestWhatARunLeavesBehindGoesOnInTheNext(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	defer r.Close()
	steps := 0
	halt := tasks.NewFutureOn[int](r.Loop())
	task := tasks.GoOn(t.Context(), r.Loop(), tasks.Void(func(ctx context.Context) error {
		for steps < 10 {
			if err := tasks.Sleep(ctx, 100*time.Millisecond); err != nil {
				return err
			}
			if steps++; steps == 2 {
				halt.SetResult(0)
			}
		}
		return nil
	}))
	_, err := tasks.RunWith(t.Context(), r, halt.Await)
	require.NoError(t, err)
	require.False(t, task.Finished())
	require.Equal(t, 2, steps)

	task.Cancel()
	_, err = tasks.RunWith(t.Context(), r, task.Await)
	require.ErrorIs(t, err, tasks.ErrCanceled)
	require.True(t, task.Canceled())
	require.Equal(t, 2, steps)
}
