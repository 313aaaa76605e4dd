package actor_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// operations are the ways to await.
var operations = map[string]func(ctx context.Context, l *actor.Loop) error{
	"Yield": func(ctx context.Context, _ *actor.Loop) error { return actor.Yield(ctx) },
	"Sleep": func(ctx context.Context, _ *actor.Loop) error { return actor.Sleep(ctx, time.Hour) },
	"Await": func(ctx context.Context, l *actor.Loop) error {
		_, err := tasks.NewFutureOn[int](l).Await(ctx)
		return err
	},
	"Enter": func(ctx context.Context, _ *actor.Loop) error { _, err := actor.Enter(ctx, "anything"); return err },
}

// misused lets each operation fail in misuse, and then sees whether the loop
// still works.
func misused(t *testing.T, want error, misuse func(ctx context.Context, await func(ctx context.Context) error) error, opts ...actor.Option) {
	for name, operation := range operations {
		t.Run(name, func(t *testing.T) {
			l := started(t, opts...)
			require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
				err := misuse(ctx, func(ctx context.Context) error { return operation(ctx, l) })
				require.ErrorIs(t, err, want)
				return actor.Sleep(ctx, time.Millisecond)
			}))
		})
	}
}

func TestAnAwaitWithoutATaskFails(t *testing.T) {
	misused(t, actor.ErrNoTask, func(_ context.Context, await func(context.Context) error) error {
		return await(context.Background())
	})
}

func TestAnAwaitWithTheContextOfAnotherTaskFails(t *testing.T) {
	misused(t, actor.ErrNotRunning, func(ctx context.Context, await func(context.Context) error) error {
		other := tasks.Go(ctx, func(inner context.Context) (int, error) { return 0, await(ctx) })
		_, err := other.Await(ctx)
		return err
	})
}

func TestAnAwaitInACallbackFails(t *testing.T) {
	misused(t, actor.ErrNotRunning, func(ctx context.Context, await func(context.Context) error) error {
		var err error
		actor.LoopOf(ctx).CallSoon(func() { err = await(ctx) })
		if err := actor.Yield(ctx); err != nil {
			return err
		}
		return err
	})
}

func TestAnAwaitWithTheContextOfATaskThatHasEndedFails(t *testing.T) {
	misused(t, actor.ErrNotRunning, func(ctx context.Context, await func(context.Context) error) error {
		var its context.Context
		ended := tasks.Go(ctx, func(ctx context.Context) (int, error) { its = ctx; return 0, nil })
		if _, err := ended.Await(ctx); err != nil {
			return err
		}
		return await(its)
	})
}

// The task blocks its loop while the other goroutine tries: only the comparison
// of goroutines, in debug mode, can tell the two apart.
func TestAnAwaitOnAForeignGoroutineFailsInDebugMode(t *testing.T) {
	misused(t, actor.ErrNotRunning, func(ctx context.Context, await func(context.Context) error) error {
		err := make(chan error)
		go func() { err <- await(ctx) }()
		return <-err
	}, actor.Debug(true))
}

// The channel orders the two goroutines, so that without debug mode the check of
// the running task is no race here.
func TestAnAwaitOnAForeignGoroutineFailsWhileTheTaskIsSuspended(t *testing.T) {
	for name, operation := range operations {
		t.Run(name, func(t *testing.T) {
			r := tasks.NewRunner(tasks.Debug(false))
			var its context.Context
			_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
				tasks.Go(ctx, func(ctx context.Context) (int, error) {
					its = ctx
					return 0, actor.Sleep(ctx, time.Hour)
				})
				return actor.Yield(ctx)
			}))
			require.NoError(t, err)
			failed := make(chan error)
			go func() { failed <- operation(its, r.Loop()) }()
			require.ErrorIs(t, <-failed, actor.ErrNotRunning)
			require.NoError(t, r.Close())
		})
	}
}

func TestADetachedContextCarriesValuesAndNoTask(t *testing.T) {
	type key struct{}
	var v tasks.Var[string]
	require.NoError(t, run(t, func(ctx context.Context) error {
		v.Set(ctx, "before")
		detached := actor.Detach(context.WithValue(ctx, key{}, "value"))
		v.Set(ctx, "after")
		require.Nil(t, actor.Of(detached))
		require.Nil(t, actor.LoopOf(detached))
		require.Equal(t, "value", detached.Value(key{}))
		require.Equal(t, "before", v.Get(detached))
		require.ErrorIs(t, actor.Yield(detached), actor.ErrNoTask)
		return nil
	}))
}

func TestWhatIsToBeCalledOnALoopThatHasClosedIsCanceled(t *testing.T) {
	l := actor.New()
	require.NoError(t, l.Shutdown(t.Context()))
	fail := func() { require.Fail(t, "it was called") }
	for name, callback := range map[string]*actor.Callback{
		"CallSoon":  l.CallSoon(fail),
		"CallAt":    l.CallAt(l.Now(), fail),
		"CallLater": l.CallLater(0, fail),
	} {
		require.True(t, callback.Canceled(), name)
	}
}

func TestOnDoneOfWhatHasEndedOnALoopThatHasClosedIsCalledAtOnce(t *testing.T) {
	l := actor.New()
	future := tasks.NewFutureOn[int](l)
	require.NoError(t, future.SetResult(1))
	require.NoError(t, l.Shutdown(t.Context()))
	for name, ended := range map[string]tasks.Handle{
		"a future":                         future,
		"a task that could not be made":    tasks.Go(t.Context(), tasks.After(0, 1)),
		"a future that could not be made":  tasks.NewFuture[int](t.Context()),
		"a task of a loop that has closed": tasks.GoOn(t.Context(), l, tasks.After(0, 1)),
	} {
		calls := 0
		taken := ended.OnDone(func() { calls++ })
		require.Equal(t, 1, calls, name)
		require.False(t, taken.Stop(), name)
	}
}

// pulled is s by way of an iter.Pull, as what zips or merges iterators is.
func pulled(s iter.Seq[error]) iter.Seq[error] {
	return func(yield func(error) bool) {
		next, stop := iter.Pull(s)
		defer stop()
		for err, ok := next(); ok && yield(err); err, ok = next() {
		}
	}
}

func TestAnAwaitInsidePulledIteratorsWorksInDebugMode(t *testing.T) {
	for depth := range 4 {
		var got reports
		require.NoError(t, run(t, func(ctx context.Context) error {
			called := 0
			s := iter.Seq[error](func(yield func(error) bool) {
				for yield(actor.Sleep(ctx, time.Second)) {
					actor.LoopOf(ctx).CallSoon(func() { called++ })
				}
			})
			for range depth {
				s = pulled(s)
			}
			for err := range s {
				require.NoError(t, err)
				if called == 2 {
					break
				}
			}
			return nil
		}, actor.Debug(true), actor.OnReport(got.take)))
		require.Empty(t, got.list())
	}
}
