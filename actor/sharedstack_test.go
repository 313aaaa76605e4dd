package actor_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// A task that begins while another awaits it already runs on the stack of that
// one. Nothing but the speed may show it.

//go:noinline
func awaitsTheGate(ctx context.Context, gate *tasks.Future[int]) (int, error) {
	v, err := gate.Await(ctx)
	return v, err
}

//go:noinline
func awaitsTheInner(ctx context.Context, inner *tasks.Task[int]) (int, error) {
	v, err := inner.Await(ctx)
	return v, err
}

// shortNames are the functions' names, without those of closures.
func shortNames(frames []runtime.Frame) (names []string) {
	for _, name := range functions(frames) {
		if short := strings.TrimPrefix(name, "actor_test."); !strings.Contains(short, ".") {
			names = append(names, short)
		}
	}
	return names
}

// awaiting is a task that awaits a new one that runs body.
func awaiting(name string, body tasks.Coro[int]) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		return tasks.Go(ctx, body, tasks.Name(name)).Await(ctx)
	}
}

func TestTasksOnOneStackHaveStacksOfTheirOwn(t *testing.T) {
	var inner, outer *tasks.Task[int]
	require.NoError(t, run(t, func(ctx context.Context) error {
		gate := tasks.NewFuture[int](ctx)
		outer = tasks.Go(ctx, func(ctx context.Context) (int, error) {
			inner = tasks.Go(ctx, func(ctx context.Context) (int, error) { return awaitsTheGate(ctx, gate) })
			return awaitsTheInner(ctx, inner)
		})
		for range 3 {
			require.NoError(t, actor.Yield(ctx))
		}
		require.Equal(t, []string{"awaitsTheInner"}, shortNames(outer.Stack(0)))
		require.Equal(t, []string{"awaitsTheGate"}, shortNames(inner.Stack(0)))
		require.NoError(t, gate.SetResult(7))
		v, err := outer.Await(ctx)
		require.Equal(t, 7, v)
		return err
	}))
}

func TestATaskSeesTheStackOfWhoAwaitsItOnTheSameStack(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		var outer, inner *tasks.Task[int]
		outer = tasks.Go(ctx, func(ctx context.Context) (int, error) {
			inner = tasks.Go(ctx, func(ctx context.Context) (int, error) {
				require.Equal(t, []string{"awaitsTheInner"}, shortNames(outer.Stack(0)))
				require.NotEmpty(t, inner.Stack(0))
				return 1, nil
			})
			return awaitsTheInner(ctx, inner)
		})
		_, err := outer.Await(ctx)
		return err
	}))
}

func TestACancellationReachesTheTopmostOfAStack(t *testing.T) {
	var order []string
	note := func(name string, body tasks.Coro[int]) tasks.Coro[int] {
		return func(ctx context.Context) (int, error) {
			v, err := body(ctx)
			order = append(order, name+": "+err.Error())
			return v, err
		}
	}
	require.NoError(t, run(t, func(ctx context.Context) error {
		bottom := tasks.Go(ctx, note("bottom", awaiting("middle", note("middle", awaiting("top", note("top", func(ctx context.Context) (int, error) {
			return 0, actor.Sleep(ctx, time.Hour)
		}))))))
		for range 5 {
			require.NoError(t, actor.Yield(ctx))
		}
		require.True(t, bottom.Cancel("enough"))
		_, err := bottom.Await(ctx)
		require.ErrorIs(t, err, actor.ErrCanceled)
		return nil
	}))
	require.Equal(t, []string{"top: canceled: enough", "middle: canceled: enough", "bottom: canceled: enough"}, order)
}

func TestAPanicOnASharedStackEndsOneTask(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		_, err := tasks.Go(ctx, func(context.Context) (int, error) { panic("boom") }).Await(ctx)
		var p *actor.PanicError
		require.ErrorAs(t, err, &p)
		return nil
	}))
}

func TestTasksThatAwaitEachOtherDeeplyDoNotExhaustAStack(t *testing.T) {
	const depth = 5_000
	var nest func(n int) tasks.Coro[int]
	nest = func(n int) tasks.Coro[int] {
		return func(ctx context.Context) (int, error) {
			if n == 0 {
				return 0, actor.Yield(ctx)
			}
			v, err := tasks.Go(ctx, nest(n-1)).Await(ctx)
			return v + 1, err
		}
	}
	require.NoError(t, run(t, func(ctx context.Context) error {
		v, err := tasks.Go(ctx, nest(depth)).Await(ctx)
		require.Equal(t, depth, v)
		return err
	}))
}

func TestTasksThatShareAStackAreUnwoundWithItAndNamed(t *testing.T) {
	var cleaned []string
	refuse := func(name string, next tasks.Coro[int]) tasks.Coro[int] {
		return func(ctx context.Context) (int, error) {
			defer func() { cleaned = append(cleaned, fmt.Sprint(name, ": ", actor.Yield(ctx))) }()
			for {
				if v, err := next(ctx); !errors.Is(err, actor.ErrCanceled) {
					return v, err
				}
			}
		}
	}
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (int, error) {
		never := tasks.NewFuture[int](ctx)
		inner := refuse("inner", func(ctx context.Context) (int, error) {
			for {
				_, _ = tasks.Go(ctx, never.Await).Await(ctx)
				never = tasks.NewFuture[int](ctx)
			}
		})
		tasks.Go(ctx, refuse("outer", awaiting("inner", inner)), tasks.Name("outer"))
		for range 4 {
			require.NoError(t, actor.Yield(ctx))
		}
		return 1, nil
	}, tasks.VirtualClock(), actor.ShutdownLimit(time.Second), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	var gone *actor.ShutdownError
	require.ErrorAs(t, err, &gone)
	require.Contains(t, gone.Tasks, "inner")
	require.Contains(t, gone.Tasks, "outer")
	require.Len(t, cleaned, 2)
	for _, line := range cleaned {
		require.True(t, strings.HasSuffix(line, actor.ErrLoopClosed.Error()), line)
	}
}
