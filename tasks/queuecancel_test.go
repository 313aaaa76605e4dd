package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestACanceledGetterLeavesTheItemToTheNext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[string](0)
		t1, t2 := tasks.Go(ctx, q.Get), tasks.Go(ctx, q.Get)
		letPass(t, ctx, 1)
		t1.Cancel()
		letPass(t, ctx, 1)
		require.True(t, t1.Canceled())
		require.NoError(t, q.Put(ctx, "a"))
		letPass(t, ctx, 1)
		v, err := t2.Result()
		require.NoError(t, err)
		require.Equal(t, "a", v)
	})
}

func TestAnItemPassesByAGetterThatWasJustCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[string](0)
		t1, t2 := tasks.Go(ctx, q.Get), tasks.Go(ctx, q.Get)
		letPass(t, ctx, 1)
		t1.Cancel()
		require.NoError(t, q.TryPut("a"))
		letPass(t, ctx, 1)
		require.True(t, t1.Canceled())
		v, err := t2.Result()
		require.NoError(t, err)
		require.Equal(t, "a", v)
	})
}

func TestAGetThatTimesOutLeavesTheQueue(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](5)
		_, err := supervise.WaitFor(ctx, tasks.Coro[int](q.Get), 100*time.Millisecond)
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.Contains(t, q.String(), "0 getters")
	})
}

func TestACanceledGetLosesNoItem(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](0)
		reader := tasks.Go(ctx, q.Get)
		letPass(t, ctx, 1)
		require.NoError(t, q.TryPut(1))
		require.NoError(t, q.TryPut(2))
		reader.Cancel()
		_, err := reader.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, 1, requireItem(ctx, t, q))
		require.Equal(t, 1, q.Len())
	})
}

func TestAWakeUpOfACanceledGetterGoesToTheNext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](0)
		require.NoError(t, supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			r1, r2, r3 := supervise.GoIn(g, q.Get), supervise.GoIn(g, q.Get), supervise.GoIn(g, q.Get)
			letPass(t, ctx, 1)
			require.NoError(t, q.TryPut(1))
			require.NoError(t, q.TryPut(2))
			r1.Cancel()
			_, err := r1.Await(ctx)
			require.ErrorIs(t, err, tasks.ErrCanceled)
			third, err := r3.Await(ctx)
			require.NoError(t, err)
			second, err := r2.Result()
			require.NoError(t, err)
			require.ElementsMatch(t, []int{1, 2}, []int{second, third})
			return nil
		}))
	})
}

func TestACanceledPutCanBeMadeAgain(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](1)
		require.NoError(t, q.TryPut(1))
		writer := startPut(ctx, q, 2)
		letPass(t, ctx, 1)
		v, err := q.TryGet()
		require.NoError(t, err)
		require.Equal(t, 1, v)

		writer.Cancel()
		_, err = writer.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.NoError(t, q.Put(ctx, 2))
		v, err = q.TryGet()
		require.NoError(t, err)
		require.Equal(t, 2, v)
		require.Zero(t, q.Len())
	})
}

func TestAPutInAQueueWithRoomHasEndedWhenItsItemIsTaken(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](0)
		task := startPut(ctx, q, 1)
		require.Equal(t, 1, requireItem(ctx, t, q))
		require.True(t, task.Finished())
		require.NoError(t, task.Err())
	})
}

func TestACanceledPutterLeavesTheRoomToTheNext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[string](1)
		a, b, c := startPut(ctx, q, "a"), startPut(ctx, q, "b"), startPut(ctx, q, "X")
		letPass(t, ctx, 1)
		require.True(t, a.Finished())
		require.False(t, b.Finished())
		c.Cancel()
		letPass(t, ctx, 1)
		require.True(t, c.Canceled())
		for _, want := range []string{"a", "b"} {
			v, err := q.TryGet()
			require.NoError(t, err)
			require.Equal(t, want, v)
			letPass(t, ctx, 1)
		}
		require.NoError(t, b.Err())
		require.True(t, q.Empty())
	})
}

func TestAWakeUpOfACanceledPutterGoesToTheNext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[string](1)
		require.NoError(t, q.TryPut("a"))
		b, c := startPut(ctx, q, "b"), startPut(ctx, q, "c")
		letPass(t, ctx, 1)
		_, err := q.TryGet()
		require.NoError(t, err)
		b.Cancel()
		_, err = c.Await(ctx)
		require.NoError(t, err)
		require.True(t, b.Canceled())
		require.Equal(t, "c", requireItem(ctx, t, q))
	})
}

func TestACanceledPutterLeavesTheQueue(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](1)
		require.NoError(t, q.TryPut(1))
		task := startPut(ctx, q, 2)
		letPass(t, ctx, 1)
		require.Contains(t, q.String(), "1 putters")
		task.Cancel()
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Contains(t, q.String(), "0 putters")
		require.Equal(t, 1, q.Len())
	})
}

func TestAPutterThatWasWokenCanStillBeCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](1)
		require.NoError(t, q.TryPut(1))
		task := startPut(ctx, q, 2)
		letPass(t, ctx, 1)
		_, err := q.TryGet()
		require.NoError(t, err)
		task.Cancel()
		_, err = task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.True(t, q.Empty())
	})
}

// A getter that was canceled before anybody woke it has no wake-up to pass on, and
// whom it woke would lose the place in the queue.
func TestACanceledGetterThatNobodyWokeWakesNobody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](0)
		var getters []*tasks.Task[int]
		for range 4 {
			getters = append(getters, tasks.Go(ctx, q.Get))
		}
		letPass(t, ctx, 1)
		getters[1].Cancel()
		require.NoError(t, q.TryPut(1))
		letPass(t, ctx, 2)
		require.NoError(t, q.TryPut(2))
		letPass(t, ctx, 2)
		v, err := getters[2].Result()
		require.NoError(t, err)
		require.Equal(t, 2, v)
		require.False(t, getters[3].Finished())
		getters[3].Cancel()
	})
}

func TestAGetterThatIsCanceledAfterItsItemWasTakenChangesNotTheOrderOfTheOthers(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](0)
		first, second, third := tasks.Go(ctx, q.Get), tasks.Go(ctx, q.Get), tasks.Go(ctx, q.Get)
		letPass(t, ctx, 1)
		require.NoError(t, q.TryPut(1)) // wakes the first
		_, err := q.TryGet()
		require.NoError(t, err)
		first.Cancel()
		letPass(t, ctx, 2)
		require.True(t, first.Canceled())
		require.NoError(t, q.TryPut(2))
		letPass(t, ctx, 2)
		v, err := second.Result()
		require.NoError(t, err)
		require.Equal(t, 2, v)
		third.Cancel()
	})
}

func TestAPutterThatIsCanceledAfterItsRoomWasTakenChangesNotTheOrderOfTheOthers(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](1)
		require.NoError(t, q.TryPut(0))
		put := func(v int) *tasks.Task[struct{}] {
			return goVoid(ctx, func(ctx context.Context) error { return q.Put(ctx, v) })
		}
		first, second, third := put(1), put(2), put(3)
		letPass(t, ctx, 1)
		_, err := q.TryGet() // wakes the first
		require.NoError(t, err)
		require.NoError(t, q.TryPut(9))
		first.Cancel()
		letPass(t, ctx, 2)
		require.True(t, first.Canceled())
		_, err = q.TryGet()
		require.NoError(t, err)
		letPass(t, ctx, 2)
		require.True(t, second.Finished())
		require.False(t, third.Finished())
		third.Cancel()
	})
}

func TestACanceledPutterThatNobodyWokeWakesNobody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewQueue[int](1)
		require.NoError(t, q.TryPut(0))
		var putters []*tasks.Task[struct{}]
		for v := range 4 {
			putters = append(putters, goVoid(ctx, func(ctx context.Context) error { return q.Put(ctx, v) }))
		}
		letPass(t, ctx, 1)
		putters[1].Cancel()
		_, err := q.TryGet() // wakes the first
		require.NoError(t, err)
		letPass(t, ctx, 3)
		_, err = q.TryGet()
		require.NoError(t, err)
		letPass(t, ctx, 2)
		require.True(t, putters[2].Finished())
		require.False(t, putters[3].Finished())
		putters[3].Cancel()
	})
}
