package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestASemaphoreWithoutPlacesIsLocked(t *testing.T) {
	for name, n := range map[string]int{"none": 0, "less than none": -1} {
		t.Run(name, func(t *testing.T) {
			require.True(t, tasks.NewSemaphore(n).Locked())
			bounded := tasks.NewBoundedSemaphore(n)
			require.True(t, bounded.Locked())
			require.ErrorIs(t, bounded.Release(), tasks.ErrTooMany)
		})
	}
}

func TestASemaphoreSaysHowManyPlacesAndWaitersItHas(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(1)
		require.Equal(t, "semaphore (1 places free, 0 waiters)", s.String())
		require.NoError(t, s.Acquire(ctx))
		require.Equal(t, "semaphore (0 places free, 0 waiters)", s.String())
		for range 2 {
			goVoid(ctx, s.Acquire)
		}
		letPass(t, ctx, 1)
		require.Equal(t, "semaphore (0 places free, 2 waiters)", s.String())
	})
}

func TestASemaphoreLetsInAsManyAsItHasPlaces(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(3)
		var got []int
		require.NoError(t, s.Acquire(ctx))
		require.NoError(t, s.Acquire(ctx))
		require.False(t, s.Locked())

		t1, t2, t3 := startTaker(ctx, s, &got, 1), startTaker(ctx, s, &got, 2), startTaker(ctx, s, &got, 3)
		letPass(t, ctx, 1)
		require.Equal(t, []int{1}, got)
		require.Equal(t, "semaphore (0 places free, 2 waiters)", s.String())

		t4 := startTaker(ctx, s, &got, 4)
		require.NoError(t, s.Release())
		require.NoError(t, s.Release())
		require.Contains(t, s.String(), "0 places free", "a released place is promised at once")
		letPass(t, ctx, 1)
		require.Equal(t, []int{1, 2, 3}, got)
		require.True(t, s.Locked())
		require.Equal(t, "semaphore (0 places free, 1 waiters)", s.String())

		require.NoError(t, s.Release())
		for _, task := range []*tasks.Task[struct{}]{t1, t2, t3, t4} {
			_, err := task.Await(ctx)
			require.NoError(t, err)
		}
	})
}

func TestACanceledWaiterLeavesASemaphoresQueue(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(1)
		require.NoError(t, s.Acquire(ctx))
		task := goVoid(ctx, s.Acquire)
		cancelSoon(ctx, task)
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, "semaphore (0 places free, 0 waiters)", s.String())
	})
}

func TestAPlacePassesByThoseWhoWereCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(0)
		var got []int
		waiting := make([]*tasks.Task[struct{}], 4)
		for i := range waiting {
			waiting[i] = startTaker(ctx, s, &got, i)
		}
		letPass(t, ctx, 1)
		waiting[0].Cancel()
		waiting[1].Cancel()
		require.NoError(t, s.Release())
		letPass(t, ctx, 2)
		require.Equal(t, []int{2}, got)
		require.True(t, waiting[0].Canceled())
		require.True(t, waiting[1].Canceled())
		require.False(t, waiting[3].Finished())
		require.True(t, s.Locked())
	})
}

func TestAPromisedPlaceOfACanceledTaskGoesToTheNext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(0)
		t1, t2 := goVoid(ctx, s.Acquire), goVoid(ctx, s.Acquire)
		letPass(t, ctx, 1)
		require.NoError(t, s.Release())
		t1.Cancel()
		letPass(t, ctx, 2)
		require.True(t, t1.Canceled())
		require.True(t, t2.Finished())
		require.NoError(t, t2.Err())
		require.True(t, s.Locked())
	})
}

func TestAPlacePromisedToATaskCanceledByItsGiverIsFree(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(1)
		var second *tasks.Task[struct{}]
		first := goVoid(ctx, func(ctx context.Context) error {
			err := tasks.With(ctx, s, tasks.Yield)
			second.Cancel()
			return err
		})
		second = goVoid(ctx, func(ctx context.Context) error {
			return tasks.With(ctx, s, func(context.Context) error {
				t.Error("the second task got the place")
				return nil
			})
		})
		got, err := supervise.GatherOutcomes(ctx, first, second).Await(ctx)
		require.NoError(t, err)
		require.NoError(t, got[0].Err)
		require.ErrorIs(t, got[1].Err, tasks.ErrCanceled)
		_, err = supervise.WaitFor(ctx, tasks.Void(s.Acquire), time.Second)
		require.NoError(t, err)
	})
}

func TestABoundedSemaphoreRefusesAReleaseTooMany(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewBoundedSemaphore(1)
		require.ErrorIs(t, s.Release(), tasks.ErrTooMany)
		require.NoError(t, s.Acquire(ctx))
		require.NoError(t, s.Release())
		require.ErrorIs(t, s.Release(), tasks.ErrTooMany)
	})
}

func TestAReleasedSemaphoreIsFree(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(1)
		require.NoError(t, s.Acquire(ctx))
		require.True(t, s.Locked())
		require.NoError(t, s.Release())
		require.False(t, s.Locked())
	})
}

func TestPlacesGoRoundInTheOrderOfComing(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(1)
		var got []int
		require.NoError(t, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			for n := range 3 {
				supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
					for round := range 2 {
						if err := tasks.With(ctx, s, func(ctx context.Context) error {
							got = append(got, 10*round+n)
							return tasks.Sleep(ctx, 10*time.Millisecond)
						}); err != nil {
							return err
						}
					}
					return nil
				}))
			}
			return nil
		}))
		require.Equal(t, []int{0, 1, 2, 10, 11, 12}, got)
	})
}

func TestAReleaseAndNewAcquireQueuesBehindTheWaiters(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(1)
		var got []int
		t1 := startTaker(ctx, s, &got, 1)
		t2 := goVoid(ctx, func(ctx context.Context) error {
			require.NoError(t, s.Acquire(ctx))
			got = append(got, 2)
			require.NoError(t, s.Release())
			require.NoError(t, s.Acquire(ctx))
			got = append(got, 4)
			return nil
		})
		t3 := startTaker(ctx, s, &got, 3)
		letPass(t, ctx, 1)
		require.NoError(t, s.Release())
		require.NoError(t, s.Release())
		_, err := supervise.Gather(ctx, t1, t2, t3).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2, 3, 4}, got)
	})
}

func TestReleasesAfterACancellationServeTheOthersInOrder(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(0)
		var got []int
		t1, t2, t3 := startTaker(ctx, s, &got, 1), startTaker(ctx, s, &got, 2), startTaker(ctx, s, &got, 3)
		letPass(t, ctx, 1)
		t1.Cancel()
		letPass(t, ctx, 1)
		require.NoError(t, s.Release())
		require.NoError(t, s.Release())
		_, err := supervise.GatherOutcomes(ctx, t1, t2, t3).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{2, 3}, got)
	})
}

func TestATaskThatGetsInLetsThoseInForWhomThereIsPlace(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(0)
		var got []int
		var t4 *tasks.Task[struct{}]
		t1 := goVoid(ctx, func(ctx context.Context) error {
			require.NoError(t, s.Acquire(ctx))
			require.Contains(t, s.String(), "0 places free", "the others were let in by now")
			t4 = goVoid(ctx, func(context.Context) error {
				got = append(got, 4)
				return nil
			})
			got = append(got, 1)
			return nil
		})
		t2 := goVoid(ctx, func(ctx context.Context) error {
			for range 3 {
				require.NoError(t, s.Release())
			}
			require.Contains(t, s.String(), "2 places free")
			require.True(t, s.Locked(), "the first waiter goes before")
			require.NoError(t, s.Acquire(ctx))
			got = append(got, 2)
			return nil
		})
		t3 := startTaker(ctx, s, &got, 3)
		letPass(t, ctx, 1)
		require.Equal(t, "semaphore (2 places free, 3 waiters)", s.String())
		letPass(t, ctx, 1)
		_, err := supervise.Gather(ctx, t1, t2, t3, t4).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2, 3, 4}, got)
	})
}

func TestASemaphoreServesTheLoopOfItsFirstWaiter(t *testing.T) {
	s := tasks.NewSemaphore(0)
	wait := func(ctx context.Context) error {
		_, err := supervise.WaitFor(ctx, tasks.Void(s.Acquire), time.Second)
		return err
	}
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, wait(ctx), tasks.ErrTimeout) })
	inRun(t, func(ctx context.Context) { require.ErrorIs(t, wait(ctx), tasks.ErrForeignLoop) })
}

// Those who were canceled leave the queue when they run. Until then they keep nobody
// from a place that is free.
func TestATaskGetsAFreePlaceAtOnceWhenAllWhoWaitWereCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := tasks.NewSemaphore(0)
		waiter := goVoid(ctx, s.Acquire)
		letPass(t, ctx, 1)
		waiter.Cancel()
		require.NoError(t, s.Release())
		require.False(t, s.Locked())
		ran := false
		tasks.LoopOf(ctx).CallSoon(func() { ran = true })
		require.NoError(t, s.Acquire(ctx))
		require.False(t, ran)
	})
}
