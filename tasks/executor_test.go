package tasks_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// threadGate is a function for an executor that says when it starts and blocks until it is let go.
type threadGate struct{ started, release chan struct{} }

func newThreadGate() *threadGate { return &threadGate{make(chan struct{}), make(chan struct{})} }

func (g *threadGate) pass(context.Context) (int, error) {
	close(g.started)
	<-g.release
	return 1, nil
}

func (g *threadGate) hasStarted() bool {
	select {
	case <-g.started:
		return true
	default:
		return false
	}
}

func TestAnExecutorRunsUpToItsLimitAtTheSameTime(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pool := tasks.NewExecutor(2)
		a, b, c := newThreadGate(), newThreadGate(), newThreadGate()
		ends := []*tasks.Future[int]{
			tasks.InExecutor(ctx, pool, a.pass), tasks.InExecutor(ctx, pool, b.pass), tasks.InExecutor(ctx, pool, c.pass),
		}
		<-a.started
		<-b.started
		require.False(t, c.hasStarted())
		close(b.release)
		<-c.started
		close(a.release)
		close(c.release)
		for _, f := range ends {
			_, err := f.Await(ctx)
			require.NoError(t, err)
		}
	})
}

func TestAnExecutorTakesTheOthersInTheOrderOfTheCalls(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pool := tasks.NewExecutor(1)
		first := newThreadGate()
		tasks.InExecutor(ctx, pool, first.pass)
		var order []int // one function at a time: no lock
		var last *tasks.Future[int]
		for n := range 5 {
			last = tasks.InExecutor(ctx, pool, func(context.Context) (int, error) { order = append(order, n); return n, nil })
		}
		close(first.release)
		_, err := last.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{0, 1, 2, 3, 4}, order)
	})
}

func TestAnExecutorWithoutALimitRunsAllAtTheSameTime(t *testing.T) {
	for name, pool := range map[string]*tasks.Executor{"nil": nil, "zero": {}, "negative": tasks.NewExecutor(-1)} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				gates := []*threadGate{newThreadGate(), newThreadGate(), newThreadGate(), newThreadGate()}
				var last *tasks.Future[int]
				for _, g := range gates {
					last = tasks.InExecutor(ctx, pool, g.pass)
				}
				for _, g := range gates {
					<-g.started
				}
				for _, g := range gates {
					close(g.release)
				}
				_, err := last.Await(ctx)
				require.NoError(t, err)
			})
		})
	}
}

func TestAFunctionThatIsCanceledBeforeItHasAPlaceIsNotCalled(t *testing.T) {
	called := false
	inRun(t, func(ctx context.Context) {
		pool := tasks.NewExecutor(1)
		first := newThreadGate()
		before := tasks.InExecutor(ctx, pool, first.pass)
		waiting := tasks.InExecutor(ctx, pool, func(context.Context) (int, error) { called = true; return 0, nil })
		after := tasks.InExecutor(ctx, pool, func(context.Context) (int, error) { return 3, nil })
		require.True(t, waiting.Cancel())
		_, err := waiting.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		// The context of the function ends in a pass of its own.
		require.NoError(t, tasks.Yield(ctx))
		close(first.release)
		_, err = before.Await(ctx)
		require.NoError(t, err)
		v, err := after.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 3, v)
	})
	require.False(t, called)
}

func TestAFunctionThatFailsGivesItsPlaceToTheNext(t *testing.T) {
	for name, fail := range map[string]func(context.Context) (int, error){
		"error":  func(context.Context) (int, error) { return 0, errBoom },
		"panic":  func(context.Context) (int, error) { panic(errBoom) },
		"goexit": func(context.Context) (int, error) { runtime.Goexit(); return 0, nil },
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				pool := tasks.NewExecutor(1)
				failed := tasks.InExecutor(ctx, pool, fail)
				for range 3 {
					v, err := tasks.InExecutor(ctx, pool, func(context.Context) (int, error) { return 5, nil }).Await(ctx)
					require.NoError(t, err)
					require.Equal(t, 5, v)
				}
				require.Error(t, failed.Err())
			})
		})
	}
}

func TestTwoLoopsCanShareAnExecutor(t *testing.T) {
	pool := tasks.NewExecutor(1)
	first := newThreadGate()
	l, err := tasks.Start()
	require.NoError(t, err)
	elsewhere := tasks.Submit(l, func(ctx context.Context) (int, error) {
		return tasks.InExecutor(ctx, pool, first.pass).Await(ctx)
	})
	<-first.started
	inRun(t, func(ctx context.Context) {
		f := tasks.InExecutor(ctx, pool, func(context.Context) (int, error) { return 2, nil })
		close(first.release)
		v, err := f.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 2, v)
	})
	v, err := elsewhere.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, v)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestTheEndOfARunDoesNotWaitForWhatWasCanceledBeforeItHadAPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, free := tasks.NewExecutor(1), make(chan int)
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			begun := make(chan int)
			busy := tasks.InExecutor(ctx, one, func(context.Context) (int, error) { begun <- 1; return <-free, nil })
			_, _, err := tasks.Recv(ctx, begun)
			require.NoError(t, err)
			waits := tasks.InExecutor(ctx, one, func(context.Context) (int, error) { t.Error("it was called"); return 0, nil })
			waits.Cancel()
			busy.Cancel()
			return tasks.Yield(ctx)
		}), tasks.ShutdownLimit(time.Minute), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
		var gaveUp *tasks.ShutdownError
		require.ErrorAs(t, err, &gaveUp)
		require.Len(t, gaveUp.Threads, 1)
		close(free)
	})
}

func TestAnExecutorThatWasIdleKeepsItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			pool := tasks.NewExecutor(1)
			_, err := tasks.InExecutor(ctx, pool, func(context.Context) (int, error) { return 1, nil }).Await(ctx)
			require.NoError(t, err)
			synctest.Wait() // until it is idle
			a, b := newThreadGate(), newThreadGate()
			first, second := tasks.InExecutor(ctx, pool, a.pass), tasks.InExecutor(ctx, pool, b.pass)
			synctest.Wait()
			require.False(t, b.hasStarted())
			close(a.release)
			close(b.release)
			_, err = supervise.Gather[int](ctx, first, second).Await(ctx)
			return err
		}))
		require.NoError(t, err)
	})
}

func TestAFunctionWhoseContextEndsBeforeItHasAPlaceIsNotCalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		called := false
		inRun(t, func(ctx context.Context) {
			pool := tasks.NewExecutor(1)
			first := newThreadGate()
			before := tasks.InExecutor(ctx, pool, first.pass)
			derived, end := context.WithCancelCause(ctx)
			waiting := tasks.InExecutor(derived, pool, func(context.Context) (int, error) { called = true; return 0, nil })
			end(errBoom)
			synctest.Wait() // until the function's context has ended, too
			close(first.release)
			_, err := before.Await(ctx)
			require.NoError(t, err)
			_, err = waiting.Await(ctx)
			require.ErrorIs(t, err, errBoom)
		})
		require.False(t, called)
	})
}
