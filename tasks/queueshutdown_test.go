package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// requireShutDown requires that nothing can be put or taken any more.
func requireShutDown(ctx context.Context, t *testing.T, q *tasks.Queue[int]) {
	t.Helper()
	require.ErrorIs(t, q.Put(ctx, 9), tasks.ErrQueueShutDown)
	require.ErrorIs(t, q.TryPut(9), tasks.ErrQueueShutDown)
	_, err := q.Get(ctx)
	require.ErrorIs(t, err, tasks.ErrQueueShutDown)
	_, err = q.TryGet()
	require.ErrorIs(t, err, tasks.ErrQueueShutDown)
}

func TestTaskDoneFailsWithoutAnItem(t *testing.T) {
	for name, makeQueue := range queueOrders {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, makeQueue(0).TaskDone(), tasks.ErrTooMany)
		})
	}
}

func TestJoinWaitsUntilEveryItemWasReportedDone(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(0)
		sum, want := 0, 0
		for v := range 100 {
			require.NoError(t, q.TryPut(v))
			want += v
		}
		running := true
		worker := func(ctx context.Context) error {
			for running {
				sum += requireItem(ctx, t, q)
				require.NoError(t, q.TaskDone())
			}
			return nil
		}
		workers := []*tasks.Task[struct{}]{goVoid(ctx, worker), goVoid(ctx, worker)}
		require.NoError(t, q.Join(ctx))
		require.Equal(t, want, sum)

		running = false
		for _, w := range workers {
			require.NoError(t, q.TryPut(0))
			_, err := w.Await(ctx)
			require.NoError(t, err)
		}
	})
}

func TestJoinOfAnEmptyQueueDoesNotSuspend(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(0)
		ran := false
		tasks.LoopOf(ctx).CallSoon(func() { ran = true })
		require.NoError(t, q.Join(ctx))
		require.NoError(t, q.Join(ctx))
		require.False(t, ran)
	})
}

func TestAShutDownOfAnEmptyQueueFailsEverybody(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(0)
		getter := tasks.Go(ctx, q.Get)
		letPass(t, ctx, 1)
		q.Shutdown(false)
		require.Zero(t, q.Len())
		require.NoError(t, q.Join(ctx))
		letPass(t, ctx, 1)
		require.ErrorIs(t, getter.Err(), tasks.ErrQueueShutDown)
		requireShutDown(ctx, t, q)
	})
}

func TestAfterAShutDownTheItemsOfAQueueCanStillBeTaken(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(1)
		require.NoError(t, q.TryPut(1))
		joiner, putter := goVoid(ctx, q.Join), startPut(ctx, q, 2)
		letPass(t, ctx, 1)
		require.False(t, putter.Finished())

		q.Shutdown(false)
		require.Equal(t, 1, q.Len())
		letPass(t, ctx, 1)
		require.ErrorIs(t, putter.Err(), tasks.ErrQueueShutDown)
		require.Equal(t, 1, requireItem(ctx, t, q))
		letPass(t, ctx, 1)
		require.False(t, joiner.Finished())
		requireShutDown(ctx, t, q)

		require.NoError(t, q.TaskDone())
		letPass(t, ctx, 1)
		require.True(t, joiner.Finished())
		require.NoError(t, joiner.Err())
		require.ErrorIs(t, q.TaskDone(), tasks.ErrTooMany)
	})
}

func TestAnImmediateShutDownDropsTheItems(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(0)
		require.NoError(t, q.TryPut(1))
		joiner := goVoid(ctx, q.Join)
		q.Shutdown(true)
		require.Zero(t, q.Len())
		letPass(t, ctx, 1)
		require.True(t, joiner.Finished())
		require.NoError(t, joiner.Err())
		requireShutDown(ctx, t, q)
		require.ErrorIs(t, q.TaskDone(), tasks.ErrTooMany)
	})
}

func TestAnImmediateShutDownWaitsForTheItemsThatWereTaken(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(0)
		require.NoError(t, q.TryPut(1))
		require.NoError(t, q.TryPut(1))
		joiner := goVoid(ctx, q.Join)
		require.Equal(t, 1, requireItem(ctx, t, q))
		q.Shutdown(true)
		require.Zero(t, q.Len())
		letPass(t, ctx, 1)
		require.False(t, joiner.Finished())
		requireShutDown(ctx, t, q)

		require.NoError(t, q.TaskDone())
		require.ErrorIs(t, q.TaskDone(), tasks.ErrTooMany)
		letPass(t, ctx, 1)
		require.True(t, joiner.Finished())
		require.NoError(t, joiner.Err())
	})
}

func TestAnImmediateShutDownTakesItemsThatWereReportedDoneForDone(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(0)
		require.NoError(t, q.TryPut(1))
		require.NoError(t, q.TryPut(2))
		require.NoError(t, q.TaskDone()) // before it was taken
		joiner := goVoid(ctx, q.Join)
		letPass(t, ctx, 1)
		q.Shutdown(true)
		letPass(t, ctx, 1)
		require.True(t, joiner.Finished())
		require.ErrorIs(t, q.TaskDone(), tasks.ErrTooMany)
	})
}

func TestAFullQueueThatIsShutDownSaysThatItIsShut(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(1)
		require.NoError(t, q.TryPut(1))
		q.Shutdown(false)
		require.ErrorIs(t, q.TryPut(2), tasks.ErrQueueShutDown)
		require.ErrorIs(t, q.Put(ctx, 2), tasks.ErrQueueShutDown)
	})
}

func TestJoinWaitsAgainForWhatIsPutAfterAllWasDone(t *testing.T) {
	eachQueueOrder(t, func(ctx context.Context, t *testing.T, makeQueue func(int) *tasks.Queue[int]) {
		q := makeQueue(0)
		for range 2 {
			require.NoError(t, q.TryPut(1))
			joined := goVoid(ctx, q.Join)
			letPass(t, ctx, 3)
			require.False(t, joined.Finished())
			_, err := q.TryGet()
			require.NoError(t, err)
			require.NoError(t, q.TaskDone())
			_, err = joined.Await(ctx)
			require.NoError(t, err)
		}
	})
}

func TestJoinNeedsATaskAlsoWhenThereIsNothingToWaitFor(t *testing.T) {
	require.ErrorIs(t, new(tasks.Queue[int]).Join(t.Context()), tasks.ErrNoTask)
}
