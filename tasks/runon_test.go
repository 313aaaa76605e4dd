package tasks_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// onBackground calls fn with a loop in the background, in a bubble.
func onBackground(t *testing.T, fn func(l *tasks.Loop)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l, err := tasks.Start()
		require.NoError(t, err)
		fn(l)
		require.NoError(t, l.Shutdown(t.Context()))
	})
}

func TestRunOnReturnsTheResult(t *testing.T) {
	onBackground(t, func(l *tasks.Loop) {
		v, err := tasks.RunOn(context.Background(), l, tasks.After(time.Second, 3))
		require.NoError(t, err)
		require.Equal(t, 3, v)
	})
}

func TestRunOnReturnsTheError(t *testing.T) {
	onBackground(t, func(l *tasks.Loop) {
		_, err := tasks.RunOn(context.Background(), l, func(context.Context) (int, error) { return 0, errSubmitted })
		require.Equal(t, errSubmitted, err)
	})
}

func TestRunOnPassesOnTheValuesOfItsContext(t *testing.T) {
	type key struct{}
	onBackground(t, func(l *tasks.Loop) {
		v, err := tasks.RunOn(context.WithValue(context.Background(), key{}, "trace"), l, func(ctx context.Context) (any, error) {
			return ctx.Value(key{}), nil
		})
		require.NoError(t, err)
		require.Equal(t, "trace", v)
	})
}

func TestRunOnCopiesTheVariablesOfItsContext(t *testing.T) {
	var user tasks.Var[string]
	onBackground(t, func(l *tasks.Loop) {
		_, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
			user.Set(ctx, "ann")
			v, err := tasks.ToThread(ctx, func(ctx context.Context) (string, error) {
				return tasks.RunOn(ctx, l, func(ctx context.Context) (string, error) {
					defer user.Set(ctx, "bob")
					return user.Get(ctx), nil
				})
			})
			require.Equal(t, "ann", v)
			require.Equal(t, "ann", user.Get(ctx))
			return v, err
		})
		require.NoError(t, err)
	})
}

func TestTheEndOfItsContextCancelsWhatRunOnRunsAndWaitsForItsCleanUp(t *testing.T) {
	onBackground(t, func(l *tasks.Loop) {
		ctx, stop := context.WithTimeoutCause(context.Background(), time.Second, errors.New("the client has left"))
		defer stop()
		cleaned := false
		_, err := tasks.RunOn(ctx, l, func(ctx context.Context) (int, error) {
			err := tasks.Sleep(ctx, time.Hour)
			require.NoError(t, tasks.Sleep(ctx, time.Minute))
			cleaned = true
			return 0, err
		})
		require.True(t, tasks.IsCanceled(err))
		require.ErrorIs(t, err, context.Cause(ctx))
		require.True(t, cleaned)
	})
}

func TestWhatRunOnRunsMayRefuseToBeCanceled(t *testing.T) {
	onBackground(t, func(l *tasks.Loop) {
		ctx, stop := context.WithTimeout(context.Background(), time.Second)
		defer stop()
		v, err := tasks.RunOn(ctx, l, func(ctx context.Context) (int, error) {
			_ = tasks.Sleep(ctx, time.Hour)
			return 3, nil
		})
		require.NoError(t, err)
		require.Equal(t, 3, v)
	})
}

func TestRunOnWithAContextThatHasEndedRunsNothing(t *testing.T) {
	onBackground(t, func(l *tasks.Loop) {
		ctx, stop := context.WithCancel(context.Background())
		stop()
		ran := false
		_, err := tasks.RunOn(ctx, l, func(ctx context.Context) (int, error) { ran = true; return 0, nil })
		require.True(t, tasks.IsCanceled(err))
		require.False(t, ran)
	})
}

func TestRunOnInATaskIsRefused(t *testing.T) {
	onBackground(t, func(l *tasks.Loop) {
		_, err := tasks.Run(context.Background(), func(ctx context.Context) (int, error) {
			return tasks.RunOn(ctx, l, tasks.After(time.Second, 3))
		})
		require.ErrorIs(t, err, tasks.ErrWouldBlock)
	})
}

// Under a context that hides the task, or without a task.
func TestDebugModeRefusesToBlockTheLoopThatIsWaitedFor(t *testing.T) {
	onBackground(t, func(l *tasks.Loop) {
		require.NoError(t, l.Post(func() { l.SetDebug(true) }))
		pending := tasks.Submit(l, tasks.After(time.Hour, 1))
		block := map[string]func() error{
			"RunOn": func() error { _, err := tasks.RunOn(context.Background(), l, tasks.After(0, 1)); return err },
			"Wait":  func() error { _, err := pending.Wait(context.Background()); return err },
		}
		for name, blocks := range block {
			_, err := tasks.RunOn(context.Background(), l, tasks.Void(func(context.Context) error { return blocks() }))
			require.ErrorIs(t, err, tasks.ErrWouldBlock, name+" in a task")
			called := make(chan error)
			require.NoError(t, l.Post(func() { called <- blocks() }))
			require.ErrorIs(t, <-called, tasks.ErrWouldBlock, name+" in a callback")
		}
	})
}

func TestRunOnALoopThatHasClosedFails(t *testing.T) {
	var l *tasks.Loop
	onBackground(t, func(started *tasks.Loop) { l = started })
	_, err := tasks.RunOn(context.Background(), l, tasks.After(time.Second, 3))
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
}

func TestRunOnTakesTheSnapshotOfATasksContextOnAnotherGoroutine(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		l, then := tasks.LoopOf(ctx), tasks.Snapshot(ctx)
		answer := make(chan int)
		go func() {
			n, _ := tasks.RunOn(then, l, tasks.After(time.Second, 3))
			answer <- n
		}()
		n, _, err := tasks.Recv(ctx, answer)
		require.Equal(t, 3, n)
		return err
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

// lateCause is the cause of a context's end that takes until a loop has closed to tell itself.
type lateCause struct{ closed <-chan struct{} }

func (c lateCause) Error() string { <-c.closed; return "late" }

func TestThePanicOfWhatRunOnRunsIsNotReportedWhenTheLoopClosesBeforeItLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reports reportCollector
		l, err := tasks.Start(reports.collect())
		require.NoError(t, err)
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(time.Second, func() { cancel(lateCause{l.Done()}) })
		time.AfterFunc(time.Minute, func() { _ = l.Shutdown(context.Background()) })
		_, err = tasks.RunOn(ctx, l, func(ctx context.Context) (int, error) {
			_ = tasks.Sleep(ctx, 2*time.Second)
			panic("boo")
		})
		var panicked *tasks.PanicError
		require.ErrorAs(t, err, &panicked)
		require.Empty(t, reports.all())
	})
}

func TestSeveralGoroutinesMayUseOneSnapshotAtATime(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	base, err := tasks.RunOn(t.Context(), l, func(ctx context.Context) (context.Context, error) {
		return context.WithoutCancel(tasks.Snapshot(ctx)), nil
	})
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := tasks.RunOn(base, l, tasks.After(0, 1))
			assert.NoError(t, err)
		})
	}
	all.Wait()
	require.NoError(t, l.Shutdown(t.Context()))
}
