package tasks_test

import (
	"cmp"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// queueOrders are the three orders, each as a function that makes a queue.
var queueOrders = map[string]func(size int) *tasks.Queue[int]{
	"fifo":     tasks.NewQueue[int],
	"lifo":     tasks.NewLifoQueue[int],
	"priority": func(size int) *tasks.Queue[int] { return tasks.NewPriorityQueue(size, cmp.Less[int]) },
}

// eachQueueOrder runs body once for each order.
func eachQueueOrder(t *testing.T, body func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int])) {
	t.Helper()
	for name, makeOne := range queueOrders {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) { body(ctx, t, makeOne) })
		})
	}
}

// startPut starts a task that puts v.
func startPut[T any](ctx context.Context, q *tasks.Queue[T], v T) *tasks.Task[struct{}] {
	return goVoid(ctx, func(ctx context.Context) error { return q.Put(ctx, v) })
}

// requireItem gets an item and requires that there is one.
func requireItem[T any](ctx context.Context, t *testing.T, q *tasks.Queue[T]) T {
	t.Helper()
	v, err := q.Get(ctx)
	require.NoError(t, err)
	return v
}

func TestAQueueGivesItsItemsInItsOrder(t *testing.T) {
	want := map[string][]int{"fifo": {1, 3, 2}, "lifo": {2, 3, 1}, "priority": {1, 2, 3}}
	for name, makeQueue := range queueOrders {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				q := makeQueue(0)
				for _, v := range []int{1, 3, 2} {
					require.NoError(t, q.Put(ctx, v))
				}
				require.Equal(t, want[name], []int{requireItem(ctx, t, q), requireItem(ctx, t, q), requireItem(ctx, t, q)})
			})
		})
	}
}

func TestAQueueSaysWhatItHoldsAndWhoWaits(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(0)
		require.Equal(t, "queue (0 items, 0 getters, 0 putters, 0 not done)", q.String())
		getter := tasks.Go(ctx, q.Get)
		letPass(t, ctx, 1)
		require.Equal(t, "queue (0 items, 1 getters, 0 putters, 0 not done)", q.String())
		require.NoError(t, q.TryPut(0))
		_, err := getter.Await(ctx)
		require.NoError(t, err)
		require.NoError(t, q.TryPut(0))
		require.Equal(t, "queue (1 items, 0 getters, 0 putters, 2 not done)", q.String())

		q = makeQueue(1)
		require.NoError(t, q.TryPut(1))
		putter := startPut(ctx, q, 2)
		letPass(t, ctx, 1)
		require.Equal(t, "queue (1 items of 1, 0 getters, 1 putters, 1 not done)", q.String())
		_, err = q.TryGet()
		require.NoError(t, err)
		_, err = putter.Await(ctx)
		require.NoError(t, err)

		q = makeQueue(0)
		q.Shutdown(false)
		require.Equal(t, "queue (0 items, 0 getters, 0 putters, 0 not done, shut down)", q.String())
	})
}

func TestAQueueIsEmptyUntilSomethingIsPut(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](0)
		require.True(t, q.Empty())
		require.NoError(t, q.Put(ctx, 1))
		require.False(t, q.Empty())
		require.Equal(t, 1, q.Len())
		require.Equal(t, 1, requireItem(ctx, t, q))
		require.True(t, q.Empty())
	})
}

func TestOnlyAQueueWithALimitIsEverFull(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for size, full := range map[int]bool{-1: false, 0: false, 1: true, 2: false} {
			q := tasks.NewQueue[int](size)
			require.Equal(t, size, q.Size())
			require.False(t, q.Full())
			require.NoError(t, q.Put(ctx, 1))
			require.Equal(t, full, q.Full(), "size %d", size)
		}
	})
}

func TestPutSuspendsWhileAQueueIsFull(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](2)
		var put []int
		task := goVoid(ctx, func(ctx context.Context) error {
			for v := range 3 {
				if err := q.Put(ctx, v); err != nil {
					return err
				}
				put = append(put, v)
			}
			return nil
		})
		letPass(t, ctx, 2)
		require.Equal(t, []int{0, 1}, put)
		require.Equal(t, 0, requireItem(ctx, t, q))
		letPass(t, ctx, 1)
		require.Equal(t, []int{0, 1, 2}, put)
		require.Equal(t, 1, requireItem(ctx, t, q))
		require.Equal(t, 2, requireItem(ctx, t, q))
		require.NoError(t, task.Err())
	})
}

func TestGetAndPutDoNotSuspendWithoutNeed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](0)
		ran := false
		tasks.LoopOf(ctx).CallSoon(func() { ran = true })
		require.NoError(t, q.Put(ctx, 1))
		require.Equal(t, 1, requireItem(ctx, t, q))
		require.False(t, ran)
	})
}

func TestGetSuspendsUntilSomethingIsPut(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](0)
		var started tasks.Event
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			started.Set()
			return q.Get(ctx)
		})
		require.NoError(t, started.Wait(ctx))
		tasks.LoopOf(ctx).CallLater(10*time.Millisecond, func() { _ = q.TryPut(1) })
		require.False(t, task.Finished())
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v)
	})
}

func TestPutSuspendsUntilSomethingIsTaken(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](1)
		var started tasks.Event
		task := goVoid(ctx, func(ctx context.Context) error {
			started.Set()
			if err := q.Put(ctx, 1); err != nil {
				return err
			}
			return q.Put(ctx, 2)
		})
		tasks.LoopOf(ctx).CallLater(10*time.Millisecond, func() { _, _ = q.TryGet() })
		require.NoError(t, started.Wait(ctx))
		require.False(t, task.Finished())
		_, err := task.Await(ctx)
		require.NoError(t, err)
		v, err := q.TryGet()
		require.NoError(t, err)
		require.Equal(t, 2, v)
	})
}

func TestTryGetFailsWithAnEmptyQueueAndTryPutWithAFullOne(t *testing.T) {
	q := tasks.NewQueue[int](1)
	_, err := q.TryGet()
	require.ErrorIs(t, err, tasks.ErrQueueEmpty)
	require.NoError(t, q.TryPut(1))
	require.ErrorIs(t, q.TryPut(2), tasks.ErrQueueFull)
	v, err := q.TryGet()
	require.NoError(t, err)
	require.Equal(t, 1, v)
}

func TestGetWakesAPutterAndPutWakesAGetter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[string](1)
		first, second := startPut(ctx, q, "a"), startPut(ctx, q, "b")
		require.Equal(t, "a", requireItem(ctx, t, q))
		require.True(t, first.Finished())
		letPass(t, ctx, 1)
		require.NoError(t, second.Err())
		require.Equal(t, "b", requireItem(ctx, t, q))

		getter := tasks.Go(ctx, q.Get)
		letPass(t, ctx, 1)
		require.NoError(t, q.Put(ctx, "c"))
		v, err := getter.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "c", v)
	})
}

func TestProducersAndConsumersOfASmallQueueFinish(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		const items = 5
		q := tasks.NewQueue[int](1)
		var got []int
		require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
				for v := range items {
					require.NoError(t, q.Put(ctx, v))
				}
				return nil
			}))
			supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
				for range items {
					got = append(got, requireItem(ctx, t, q))
				}
				return nil
			}))
			return nil
		}))
		require.Equal(t, []int{0, 1, 2, 3, 4}, got)
	})
}

func TestTakingEverythingAtOnceWakesAllPutters(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](2)
		require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
				if err := tasks.Yield(ctx); err != nil {
					return err
				}
				for range q.Len() {
					if _, err := q.TryGet(); err != nil {
						return err
					}
				}
				return nil
			}))
			for v := range 4 {
				supervise.GoIn(g, tasks.Void(func(ctx context.Context) error { return q.Put(ctx, v) }))
			}
			return nil
		}))
		require.Equal(t, 2, q.Len())
	})
}

func TestAQueueNeedsATaskEvenWhenItNeedNotWait(t *testing.T) {
	q := tasks.NewQueue[int](0)
	require.ErrorIs(t, q.Put(t.Context(), 1), tasks.ErrNoTask)
	require.True(t, q.Empty())
	require.NoError(t, q.TryPut(1))
	_, err := q.Get(t.Context())
	require.ErrorIs(t, err, tasks.ErrNoTask)
	require.Equal(t, 1, q.Len())
}

func TestAQueueServesTheLoopOfItsFirstWaiter(t *testing.T) {
	q := tasks.NewQueue[int](0)
	get := func(ctx context.Context) error {
		_, err := supervise.WaitFor(ctx, tasks.Coro[int](q.Get), time.Second)
		return err
	}
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, get(ctx), tasks.ErrTimeout) })
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, get(ctx), tasks.ErrForeignLoop) })
}

func TestAQueueTakesNil(t *testing.T) {
	for name, q := range map[string]*tasks.Queue[any]{
		"fifo":     tasks.NewQueue[any](0),
		"lifo":     tasks.NewLifoQueue[any](0),
		"priority": tasks.NewPriorityQueue(0, func(any, any) bool { return false }),
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, q.TryPut(nil))
			require.NoError(t, q.TryPut(nil))
			v, err := q.TryGet()
			require.NoError(t, err)
			require.Nil(t, v)
		})
	}
}
