package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func returnsOk(context.Context) (string, error) { return "ok", nil }

func TestEnsureMakesATaskOfACoroutine(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		p := tasks.Ensure(ctx, tasks.Coro[string](returnsOk))
		require.IsType(t, (*tasks.Task[string])(nil), p)
		require.Same(t, tasks.LoopOf(ctx), p.Loop())
		require.False(t, p.Finished())
		_, err := p.Await(ctx)
		require.NoError(t, err)
		v, err := p.Result()
		require.NoError(t, err)
		require.Equal(t, "ok", v)
	})
}

func TestEnsureNeedsATask(t *testing.T) {
	p := tasks.Ensure(t.Context(), tasks.Coro[string](returnsOk))
	require.True(t, p.Finished())
	require.ErrorIs(t, p.Err(), tasks.ErrNoTask)
}

func TestEnsureReturnsAFutureAsItIs(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[string](ctx)
		require.NoError(t, f.SetResult("ko"))
		require.Same(t, f, tasks.Ensure(ctx, f))
		v, err := f.Result()
		require.NoError(t, err)
		require.Equal(t, "ko", v)
	})
}

func TestEnsureReturnsATaskAsItIs(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, returnsOk)
		require.Same(t, task, tasks.Ensure(ctx, task))
	})
}

// asyncio's ensure_future(f, loop=other) refuses; Ensure has no such argument,
// and the refusal comes with the await.
func TestEnsureLeavesAForeignPromiseOnItsLoop(t *testing.T) {
	other := actor.New()
	defer other.Shutdown(context.Background())
	foreign := tasks.NewFutureOn[string](other)
	inRun(t, func(ctx context.Context) {
		p := tasks.Ensure(ctx, foreign)
		require.Same(t, foreign, p)
		require.Same(t, other, p.Loop())
		_, err := p.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
	})
}

// parcel is a type of the user's that can be awaited by a method of its own.
type parcel struct{ content string }

func (p *parcel) Open(ctx context.Context) (string, error) {
	return p.content, tasks.Yield(ctx)
}

func TestAMethodMakesAnyTypeAwaitable(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		p := tasks.Ensure[string](ctx, tasks.Coro[string]((&parcel{"ok"}).Open))
		v, err := p.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "ok", v)
	})
}

func TestATaskKnowsItsCoroutine(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, (&parcel{"ok"}).Open)
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.True(t, tasks.IsCoroutine(task.Coro()))
		v, err := task.Coro().Await(ctx) // a Coro may be run again
		require.NoError(t, err)
		require.Equal(t, "ok", v)
	})
}

// What is no awaitable at all does not compile; nil is what is left.
func TestEnsureRefusesNil(t *testing.T) {
	for name, nothing := range map[string]tasks.Awaitable[string]{
		"awaitable": nil,
		"coroutine": tasks.Coro[string](nil),
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				p := tasks.Ensure(ctx, nothing)
				require.True(t, p.Finished())
				require.ErrorIs(t, p.Err(), tasks.ErrNilFunc)
			})
		})
	}
}
