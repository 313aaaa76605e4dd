package actor_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

var errEnough = errors.New("enough")

func TestTheContextOfABodyEndsWithItsTaskAndNotWithACancellation(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		var its context.Context
		var whenCanceled error
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			its = ctx
			err := actor.Sleep(ctx, time.Hour)
			whenCanceled = ctx.Err()
			return 0, err
		})
		require.NoError(t, actor.Yield(ctx))
		require.NoError(t, its.Err())
		task.Cancel()
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, actor.ErrCanceled)
		require.NoError(t, whenCanceled)
		require.ErrorIs(t, its.Err(), context.Canceled)
		<-its.Done()
		_, limited := its.Deadline()
		require.False(t, limited)
		return nil
	}))
}

func TestValuesPassDownToTasks(t *testing.T) {
	type key string
	outer := context.WithValue(t.Context(), key("outer"), 1)
	_, err := tasks.Run(outer, tasks.Void(func(ctx context.Context) error {
		ctx = context.WithValue(ctx, key("inner"), 2)
		_, err := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			require.Equal(t, 1, ctx.Value(key("outer")))
			require.Equal(t, 2, ctx.Value(key("inner")))
			require.Nil(t, ctx.Value(key("none")))
			return nil
		})).Await(ctx)
		return err
	}))
	require.NoError(t, err)
}

// derived are contexts that end by themselves, with the error that an await
// returns then.
var derived = map[string]struct {
	make func(ctx context.Context) (context.Context, func())
	want error
}{
	"WithTimeout": {func(ctx context.Context) (context.Context, func()) {
		ctx, stop := context.WithTimeout(ctx, time.Second)
		return ctx, stop
	}, context.DeadlineExceeded},
	"WithTimeoutCause": {func(ctx context.Context) (context.Context, func()) {
		ctx, stop := context.WithTimeoutCause(ctx, time.Second, errEnough)
		return ctx, stop
	}, errEnough},
	"WithCancelCause": {func(ctx context.Context) (context.Context, func()) {
		ctx, stop := context.WithCancelCause(ctx)
		timer := time.AfterFunc(time.Second, func() { stop(errEnough) })
		return ctx, func() { timer.Stop(); stop(nil) }
	}, errEnough},
	"WithTimeout that has passed": {func(ctx context.Context) (context.Context, func()) {
		ctx, stop := context.WithTimeout(ctx, 0)
		return ctx, stop
	}, context.DeadlineExceeded},
	"WithCancel that has ended": {func(ctx context.Context) (context.Context, func()) {
		ctx, stop := context.WithCancel(ctx)
		stop()
		return ctx, stop
	}, context.Canceled},
}

func TestAnAwaitEndsWithTheContextThatItIsGiven(t *testing.T) {
	for name, c := range derived {
		for what, await := range map[string]func(ctx, own context.Context) error{
			"Sleep": func(ctx, _ context.Context) error { return actor.Sleep(ctx, time.Hour) },
			"Wait":  func(ctx, _ context.Context) error { return new(tasks.Event).Wait(ctx) },
			"Await": func(ctx, own context.Context) error {
				f := tasks.NewFuture[int](own)
				_, err := f.Await(ctx)
				require.True(t, f.Canceled(), "as if the await had been canceled")
				return err
			},
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
						within, stop := c.make(ctx)
						defer stop()
						require.ErrorIs(t, await(within, ctx), c.want)
						require.NoError(t, actor.Sleep(ctx, time.Minute), "the task itself goes on")
						require.Zero(t, tasks.Current(ctx).Canceling())
						return nil
					}))
					require.NoError(t, err)
				})
			})
		}
	}
}

func TestAnAwaitThatIsQuickerThanItsContextIsNotDisturbed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			within, stop := context.WithTimeout(ctx, time.Minute)
			defer stop()
			require.NoError(t, actor.Sleep(within, time.Second))
			require.NoError(t, actor.Yield(within))
			return actor.Sleep(ctx, time.Hour)
		}))
		require.NoError(t, err)
	})
}

func TestACancellationOfTheTaskGoesBeforeTheEndOfItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				within, stop := context.WithTimeout(ctx, time.Hour)
				defer stop()
				return actor.Sleep(within, 2*time.Hour)
			}))
			require.NoError(t, actor.Sleep(ctx, time.Second))
			task.Cancel("first")
			_, err := task.Await(ctx)
			require.EqualError(t, err, "canceled: first")
			require.True(t, task.Canceled())
			return nil
		}))
		require.NoError(t, err)
	})
}

func TestAYieldReturnsTheCauseOfAContextThatHasEnded(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within, stop := context.WithCancelCause(ctx)
		stop(errEnough)
		require.ErrorIs(t, actor.Yield(within), errEnough)
		return nil
	}))
}

func TestAYieldUnderADerivedContextReturnsACancellation(t *testing.T) {
	for name, ends := range map[string]bool{"that goes on": false, "that has ended": true} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				within, stop := context.WithCancel(ctx)
				defer stop()
				if ends {
					stop()
				}
				tasks.Current(ctx).Cancel()
				require.ErrorIs(t, actor.Yield(within), actor.ErrCanceled)
				return nil
			}))
		})
	}
}

func TestAContextUnderWhichNobodyAwaitsAnyMoreHidesNoDeadlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		err := run(t, func(ctx context.Context) error {
			within, stop := context.WithTimeout(ctx, time.Hour)
			defer stop()
			f := tasks.NewFuture[int](ctx)
			actor.LoopOf(ctx).CallSoon(func() { _ = f.SetResult(0) })
			_, err := f.Await(within)
			require.NoError(t, err)
			return new(tasks.Event).Wait(ctx)
		})
		require.Contains(t, waits(t, err), "Task-1")
		require.Zero(t, time.Since(began))
	})
}

func TestAContextDerivedFromABodysTakesNoGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			before := settledAside(ctx)
			within, stop := context.WithCancel(ctx)
			defer stop()
			require.Equal(t, before, settledAside(ctx))
			require.True(t, actor.Derived(within))
			require.False(t, actor.Derived(ctx))
			require.False(t, actor.Derived(context.WithValue(ctx, errEnough, 1)))
			return nil
		}))
		require.NoError(t, err)
	})
}

// settledAside is settled from inside a task, on a thread of its own, since the
// task cannot wait for itself.
func settledAside(ctx context.Context) int {
	n, _ := tasks.ToThread(ctx, func(context.Context) (int, error) { return settled(), nil })
	return n
}

func TestAContextDerivedFromABodysEndsWithTheTask(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		var within context.Context
		var late func()
		called := make(chan struct{})
		_, err := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			within, late = context.WithCancel(ctx)
			context.AfterFunc(ctx, func() { close(called) })
			stop := context.AfterFunc(ctx, func() { t.Error("taken back") })
			require.True(t, stop())
			require.False(t, stop())
			return nil
		})).Await(ctx)
		require.NoError(t, err)
		<-within.Done()
		<-called
		late()
		return nil
	}))
}

func TestATaskOfADerivedContextIsCanceledWhenThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			within, stop := context.WithTimeout(ctx, time.Second)
			defer stop()
			_, err := tasks.Go(within, tasks.After(time.Hour, 0)).Await(ctx)
			require.EqualError(t, err, "canceled: context deadline exceeded")
			return nil
		}))
		require.NoError(t, err)
	})
}

func TestWhatWatchesAContextThatHasEndedIsCalledOnAnotherGoroutine(t *testing.T) {
	// Package context holds a lock meanwhile, which the call takes.
	require.NoError(t, run(t, func(ctx context.Context) error {
		var ended context.Context
		_, err := tasks.Go(ctx, func(ctx context.Context) (int, error) { ended = ctx; return 0, nil }).Await(ctx)
		require.NoError(t, err)
		var mu sync.Mutex
		called := make(chan struct{})
		mu.Lock()
		ended.(interface{ AfterFunc(fn func()) func() bool }).AfterFunc(func() { mu.Lock(); close(called) })
		mu.Unlock()
		<-called
		return nil
	}))
}
