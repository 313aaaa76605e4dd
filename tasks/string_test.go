package tasks_test

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// failedTask is an error that names the task that it happened in.
type failedTask struct{ task tasks.AnyTask }

func (e *failedTask) Error() string { return "a failure of " + e.task.String() }

func TestTheStringOfATaskWhoseErrorNamesTheTaskEnds(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			return &failedTask{tasks.Current(ctx)}
		}), tasks.Name("narcissus"))
		_, err := task.Await(ctx)
		require.Error(t, err)
		require.Contains(t, task.String(), `a failure of task "narcissus"`)
		require.Contains(t, task.String(), "...")
		require.Equal(t, task.String(), task.String(), "the first call leaves a mark")
	})
}

// failedFuture is an error that names the future that it was given to.
type failedFuture struct{ future *tasks.Future[int] }

func (e *failedFuture) Error() string { return "a failure of " + e.future.String() }

func TestTheStringOfAFutureWhoseErrorNamesTheFutureEnds(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		require.NoError(t, f.SetError(&failedFuture{f}))
		require.Contains(t, f.String(), "...")
		_, err := f.Await(ctx)
		require.Contains(t, err.Error(), "...")
	})
}

func TestTheStringsOfTwoFuturesThatHoldEachOtherEnd(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		a, b := tasks.NewFuture[any](ctx), tasks.NewFuture[any](ctx)
		require.NoError(t, a.SetResult(b))
		require.NoError(t, b.SetResult(a))
		require.Equal(t, "future (result: future (result: future (result: ...)))", a.String())
		require.Equal(t, a.String(), b.String())
	})
}

func TestATaskThatCouldNotBeMadeHasAString(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go[int](ctx, nil)
		require.Contains(t, task.String(), "(finished)")
		require.Contains(t, task.String(), "the function is nil")
		require.Empty(t, task.Stack(0))
		require.False(t, task.Cancel())
		require.Zero(t, task.Canceling())
	})
}

func TestAZeroTaskHasAString(t *testing.T) {
	require.Equal(t, `task "Task-0" (not started)`, new(tasks.Task[int]).String())
}

func TestATaskNamesWhatItWaitsForNotWhatThatIsMadeOf(t *testing.T) {
	for what, wait := range map[string]func(ctx context.Context) error{
		"a barrier": func(ctx context.Context) error { _, err := tasks.NewBarrier(2).Wait(ctx); return err },
		"a condition": func(ctx context.Context) error {
			var c tasks.Condition
			return tasks.With(ctx, &c, c.Wait)
		},
		"TaskDone of a queue": func(ctx context.Context) error {
			q := tasks.NewQueue[int](0)
			require.NoError(t, q.TryPut(1))
			return q.Join(ctx)
		},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(wait), tasks.VirtualClock())
			require.ErrorContains(t, err, `task "Task-1" waits for `+what)
		})
	}
}

func TestAnErrorWhoseMethodsPanicIsPrinted(t *testing.T) {
	broken := (*fs.PathError)(nil)
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		require.NoError(t, f.SetError(broken))
		require.NotPanics(t, func() { _ = f.String() })
		task := tasks.Go(ctx, tasks.Void(func(context.Context) error { return broken }))
		_, err := task.Await(ctx)
		require.Error(t, err)
		require.NotPanics(t, func() { _ = task.String() })
	})
}

func TestASubmittedTaskSaysWhatHasBecomeOfIt(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		p := tasks.Submit(tasks.LoopOf(ctx), tasks.After(time.Second, 1))
		require.Equal(t, "submitted task (pending)", p.String())
		require.NoError(t, tasks.Sleep(ctx, 2*time.Second))
		require.Equal(t, "submitted task (finished)", p.String())
		p = tasks.Submit(tasks.LoopOf(ctx), tasks.After(time.Hour, 1))
		p.Cancel()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.Equal(t, "submitted task (canceled)", p.String())
	})
}

func TestAChannelSaysWhatItHoldsAndWhoWaits(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		c := tasks.NewChan[int](1)
		for range 2 {
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { return c.Send(ctx, 1) }))
		}
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, "channel (1 items of 1, 0 receivers, 1 senders)", c.String())
		c.Close()
		require.Equal(t, "channel (1 items of 1, 0 receivers, 0 senders, closed)", c.String())
	})
}
