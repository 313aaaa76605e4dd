package actor_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// reports collects what a loop reports, on whatever goroutine.
type reports struct {
	mu  sync.Mutex
	all []actor.Report
}

func (r *reports) take(_ *actor.Loop, one actor.Report) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, one)
}

func (r *reports) list() []actor.Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]actor.Report(nil), r.all...)
}

func TestAPanicEndsItsTaskAndNotTheLoop(t *testing.T) {
	boom := errors.New("boom")
	for name, body := range map[string]func(ctx context.Context) error{
		"at once": func(context.Context) error { panic(boom) },
		"after an await": func(ctx context.Context) error {
			if err := actor.Yield(ctx); err != nil {
				return err
			}
			panic(boom)
		},
		"in a deferred call": func(ctx context.Context) error {
			defer func() { panic(boom) }()
			return actor.Yield(ctx)
		},
		"after a recovered one": func(ctx context.Context) error {
			func() {
				defer func() { _ = recover() }()
				panic("first")
			}()
			panic(boom)
		},
		"in a task factory": func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			l.SetTaskFactory(func(*actor.Spec) { panic(boom) })
			defer l.SetTaskFactory(nil)
			_, err := tasks.Go(ctx, tasks.After(0, 0)).Await(ctx)
			return err
		},
		"in a wrapper": func(ctx context.Context) error {
			wrap := func(s *actor.Spec) {
				s.Wrap = func(context.Context, func(context.Context) error) error { panic(boom) }
			}
			_, err := tasks.Go(ctx, tasks.After(0, 0), wrap).Await(ctx)
			return err
		},
		"in an eager task": func(ctx context.Context) error {
			_, err := tasks.Go(ctx, func(context.Context) (int, error) { panic(boom) }, tasks.Eager()).Await(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := started(t, actor.OnReport(func(*actor.Loop, actor.Report) {}))
			err := onLoop(t, l, body)
			var panicked *actor.PanicError
			require.ErrorAs(t, err, &panicked)
			require.ErrorIs(t, err, boom)
			require.Contains(t, string(panicked.Stack), "panic_test.go")
			require.NoError(t, onLoop(t, l, actor.Yield))
		})
	}
}

func TestAPanicOfNilIsAPanic(t *testing.T) {
	err := run(t, func(context.Context) error { panic(nil) }) //nolint:govet // that is the point
	var panicked *actor.PanicError
	require.ErrorAs(t, err, &panicked)
}

func TestAPanicOfACallbackIsReportedAndTheLoopGoesOn(t *testing.T) {
	for name, call := range map[string]func(l *actor.Loop, fn func()){
		"Post":      func(l *actor.Loop, fn func()) { _ = l.Post(fn) },
		"CallSoon":  func(l *actor.Loop, fn func()) { l.CallSoon(fn) },
		"CallLater": func(l *actor.Loop, fn func()) { l.CallLater(1, fn) },
		"OnDone": func(l *actor.Loop, fn func()) {
			f := tasks.NewFutureOn[int](l)
			f.OnDone(fn)
			_ = f.SetResult(0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got reports
			l := started(t, actor.OnReport(got.take))
			require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
				panicked := tasks.NewFuture[int](ctx)
				call(l, func() {
					_ = panicked.SetResult(0)
					panic("boom")
				})
				_, err := panicked.Await(ctx)
				return err
			}))
			all := got.list()
			require.Len(t, all, 1)
			require.Contains(t, all[0].Message, "callback panicked")
			require.EqualError(t, all[0].Err, "panic: boom")
		})
	}
}
