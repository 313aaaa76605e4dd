package tasks_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// besideLoop runs target on a goroutine of its own while a loop runs, and returns what target did.
// target may block: Submit is for it.
func besideLoop(t *testing.T, target func(ctx context.Context, l *tasks.Loop) (int, error), opts ...tasks.RunOption) (int, error) {
	t.Helper()
	return tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
		l := tasks.LoopOf(ctx)
		v, err := tasks.ToThread(ctx, func(ctx context.Context) (int, error) { return target(ctx, l) })
		letPass(t, ctx, 10)
		if left := tasks.All(ctx); len(left) > 1 {
			t.Errorf("tasks are left: %v", left[1:])
		}
		return v, err
	}, append(opts, tasks.VirtualClock())...)
}

var errSubmitted = errors.New("fail")

// addSlowly is a coroutine that takes its time to add two numbers.
func addSlowly(a, b int) tasks.Coro[int] { return tasks.After(time.Millisecond, a+b) }

func TestSubmitReturnsTheResultToAnotherGoroutine(t *testing.T) {
	got, err := besideLoop(t, func(ctx context.Context, l *tasks.Loop) (int, error) {
		return tasks.Submit(l, addSlowly(1, 2)).Wait(ctx)
	})
	require.NoError(t, err)
	require.Equal(t, 3, got)
}

func TestSubmitReturnsTheErrorToAnotherGoroutine(t *testing.T) {
	_, err := besideLoop(t, func(ctx context.Context, l *tasks.Loop) (int, error) {
		return tasks.Submit(l, func(ctx context.Context) (int, error) {
			if _, err := addSlowly(1, 2).Await(ctx); err != nil {
				return 0, err
			}
			return 0, errSubmitted
		}).Wait(ctx)
	})
	require.Equal(t, errSubmitted, err)
}

func TestAWaitForASubmissionEndsWithItsContextAndTheTaskCanBeCanceled(t *testing.T) {
	_, err := besideLoop(t, func(ctx context.Context, l *tasks.Loop) (int, error) {
		soon, stop := context.WithTimeout(ctx, 0)
		defer stop()
		pending := tasks.Submit(l, tasks.After(time.Hour, 3))
		_, err := pending.Wait(soon)
		if pending.Finished() {
			return 0, errors.New("the end of the wait ended the task")
		}
		pending.Cancel()
		if _, end := pending.Wait(ctx); !pending.Canceled() || !errors.Is(end, tasks.ErrCanceled) {
			return 0, errors.New("the task was not canceled")
		}
		if pending.Cancel() {
			return 0, errors.New("a task that has ended was canceled")
		}
		return 0, err
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestASubmittedTaskThatIsCanceledAtOnceTakesItsFirstStep(t *testing.T) {
	began := false
	_, err := besideLoop(t, func(ctx context.Context, l *tasks.Loop) (int, error) {
		pending := tasks.Submit(l, func(ctx context.Context) (int, error) {
			began = true
			return 3, tasks.Sleep(ctx, time.Hour)
		})
		pending.Cancel()
		return pending.Wait(ctx)
	})
	require.ErrorIs(t, err, tasks.ErrCanceled)
	require.True(t, began)
}

func TestASubmittedTaskThatCancelsItselfIsCanceled(t *testing.T) {
	_, err := besideLoop(t, func(ctx context.Context, l *tasks.Loop) (int, error) {
		pending := tasks.Submit(l, func(ctx context.Context) (int, error) {
			tasks.Current(ctx).Cancel()
			return 3, tasks.Yield(ctx)
		})
		v, err := pending.Wait(ctx)
		if !pending.Canceled() {
			return 0, errors.New("the task was not canceled")
		}
		return v, err
	})
	require.ErrorIs(t, err, tasks.ErrCanceled)
}

func TestASubmissionHasNoResultBeforeTheTaskHasEnded(t *testing.T) {
	got, err := besideLoop(t, func(ctx context.Context, l *tasks.Loop) (int, error) {
		gate := make(chan int)
		pending := tasks.Submit(l, func(ctx context.Context) (int, error) {
			v, _, err := tasks.Recv(ctx, gate)
			return v, err
		})
		if _, err := pending.Result(); !errors.Is(err, tasks.ErrInvalidState) || pending.Finished() {
			return 0, errors.New("there is a result already")
		}
		gate <- 7
		<-pending.Done()
		return pending.Result()
	})
	require.NoError(t, err)
	require.Equal(t, 7, got)
}

func TestWhoReadsASubmissionTooEarlyIsToldWhatToDo(t *testing.T) {
	_, err := tasks.Submit(actor.New(), addSlowly(1, 2)).Result() // nobody drives it
	require.EqualError(t, err, "a submitted task has no result yet: Wait for it, or ask Finished first: invalid state")
}

func TestWaitingForASubmissionInATaskIsRefused(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pending := tasks.Submit(tasks.LoopOf(ctx), fortyTwo)
		_, err := pending.Wait(ctx)
		require.ErrorIs(t, err, tasks.ErrWouldBlock)
		letPass(t, ctx, 10)
		require.True(t, pending.Finished())
	})
}

func TestSubmitToAClosedLoopFails(t *testing.T) {
	r := tasks.NewRunner()
	early := tasks.Submit(r.Loop(), fortyTwo)
	require.False(t, early.Finished())
	require.NoError(t, r.Close())
	for name, pending := range map[string]*tasks.Pending[int]{"before": early, "after": tasks.Submit(r.Loop(), fortyTwo)} {
		t.Run(name, func(t *testing.T) {
			_, err := pending.Wait(t.Context())
			require.ErrorIs(t, err, tasks.ErrLoopClosed)
			require.False(t, pending.Cancel())
		})
	}
}

func TestSubmitOfNoFunctionFails(t *testing.T) {
	r := tasks.NewRunner()
	_, err := tasks.Submit[int](r.Loop(), nil).Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrNilFunc)
	require.NoError(t, r.Close())
}

func TestSubmissionsOfOneGoroutineStartInTheirOrder(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	var order [4][]int // one for each goroutine: written on the loop only
	var wg sync.WaitGroup
	for g := range order {
		wg.Go(func() {
			var last *tasks.Pending[int]
			for n := range 50 {
				last = tasks.Submit(l, func(context.Context) (int, error) {
					order[g] = append(order[g], n)
					return n, nil
				})
			}
			<-last.Done()
		})
	}
	wg.Wait()
	require.NoError(t, l.Shutdown(t.Context()))
	for g := range order {
		require.Len(t, order[g], 50)
		require.IsIncreasing(t, order[g])
	}
}

func TestASubmissionThatIsCanceledBeforeTheLoopRunsTakesItsFirstStep(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock())
	defer func() { require.NoError(t, r.Close()) }()
	ran := false
	pending := tasks.Submit(r.Loop(), func(ctx context.Context) (int, error) { ran = true; return 0, tasks.Sleep(ctx, time.Hour) })
	require.True(t, pending.Cancel("changed my mind"))
	_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
		letPass(t, ctx, 10)
		return nil
	}))
	require.NoError(t, err)
	_, err = pending.Result()
	require.Equal(t, &tasks.CanceledError{Msg: "changed my mind"}, err)
	require.True(t, pending.Canceled())
	require.True(t, ran)
}
