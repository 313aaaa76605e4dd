package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAZeroFutureCannotBeSet(t *testing.T) {
	var f tasks.Future[int]
	_, err := f.Result()
	require.ErrorIs(t, err, tasks.ErrInvalidState)
	require.ErrorIs(t, f.SetResult(1), tasks.ErrInvalidState)
	require.ErrorIs(t, f.SetError(errBoom), tasks.ErrInvalidState)
	require.False(t, f.Cancel())
	require.False(t, f.Finished())
	require.NotPanics(t, func() { f.OnDone(func() { t.Error("it never ends") }) })
}

func TestAZeroTaskNeverEnds(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var task tasks.Task[int]
		require.False(t, task.Cancel())
		require.False(t, task.Finished())
		require.ErrorIs(t, task.Err(), tasks.ErrInvalidState)
		require.Empty(t, task.Stack(0))
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
	})
}

func TestAZeroTaskHasNoAddress(t *testing.T) {
	require.Nil(t, (&tasks.Task[int]{}).PID())
}

func TestAZeroBarrierIsForOneTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var b tasks.Barrier
		require.Equal(t, 1, b.Parties())
		for range 2 {
			index, err := b.Wait(ctx)
			require.NoError(t, err)
			require.Zero(t, index)
		}
	})
}

func TestAZeroQueueHasNoLimitAndKeepsTheOrder(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var q tasks.Queue[int]
		require.Zero(t, q.Len())
		require.True(t, q.Empty())
		require.False(t, q.Full())
		require.NoError(t, q.Join(ctx))
		getter := tasks.Go(ctx, q.Get)
		letPass(t, ctx, 1)
		for v := range 3 {
			require.NoError(t, q.Put(ctx, v))
		}
		v, err := getter.Await(ctx)
		require.NoError(t, err)
		require.Zero(t, v)
		for want := 1; want < 3; want++ {
			v, err := q.TryGet()
			require.NoError(t, err)
			require.Equal(t, want, v)
		}
		for range 3 {
			require.NoError(t, q.TaskDone())
		}
		require.NoError(t, q.Join(ctx))
		var shut tasks.Queue[int]
		shut.Shutdown(true)
		require.ErrorIs(t, shut.Put(ctx, 1), tasks.ErrQueueShutDown)
	})
}

// Unlike a bounded one of no places, which nobody could ever enter.
func TestAZeroSemaphoreHasThePlacesThatWereReleased(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var s tasks.Semaphore
		require.True(t, s.Locked())
		tasks.LoopOf(ctx).CallLater(time.Second, func() { require.NoError(t, s.Release()) })
		require.NoError(t, s.Acquire(ctx))
		require.NoError(t, s.Release())
		require.NoError(t, s.Release())
		require.False(t, s.Locked())
	})
}

func TestAZeroConditionHasALockOfItsOwn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var c tasks.Condition
		require.ErrorIs(t, c.NotifyAll(), tasks.ErrNotLocked)
		news := false
		waiter := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			return tasks.With(ctx, &c, func(ctx context.Context) error {
				return c.WaitFor(ctx, func() bool { return news })
			})
		}))
		letPass(t, ctx, 1)
		require.NoError(t, tasks.With(ctx, &c, func(context.Context) error {
			news = true
			return c.NotifyAll()
		}))
		_, err := waiter.Await(ctx)
		require.NoError(t, err)
	})
}

func TestAZeroChanHasNoRoom(t *testing.T) {
	for name, receiverFirst := range map[string]bool{"a receiver waits": true, "a sender waits": false} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var ch tasks.Chan[int]
				require.Zero(t, ch.Cap())
				require.False(t, ch.TrySend(0))
				if receiverFirst {
					receiver := startRecv(ctx, &ch)
					letPass(t, ctx, 1)
					require.NoError(t, ch.Send(ctx, 1))
					v, err := receiver.Await(ctx)
					require.NoError(t, err)
					require.Equal(t, 1, v)
					return
				}
				sender := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { return ch.Send(ctx, 1) }))
				letPass(t, ctx, 1)
				v, ok, err := ch.Recv(ctx)
				require.NoError(t, err)
				require.True(t, ok)
				require.Equal(t, 1, v)
				_, err = sender.Await(ctx)
				require.NoError(t, err)
			})
		})
	}
}

func TestAZeroPoolHasNoLoop(t *testing.T) {
	var p tasks.Pool
	require.Nil(t, p.Next())
	_, err := tasks.SubmitTo(&p, tasks.After(0, 1)).Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrNoLoop)
	require.NoError(t, p.Shutdown(t.Context()))
}

func TestAZeroExecutorHasNoLimit(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var e tasks.Executor
		both := make(chan struct{})
		meet := func(context.Context) (int, error) {
			select {
			case both <- struct{}{}:
			case <-both:
			}
			return 1, nil
		}
		a, b := tasks.InExecutor(ctx, &e, meet), tasks.InExecutor(ctx, &e, meet)
		for _, f := range []*tasks.Future[int]{a, b} {
			_, err := f.Await(ctx)
			require.NoError(t, err)
		}
	})
}

func TestSelectRefusesWhatItCannotDo(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for want, cases := range map[string][]tasks.Case{
			"case 0 of a select is empty":                 {{}},
			"a select of 65536 cases: 65535 are possible": make([]tasks.Case, 65536),
		} {
			_, err := tasks.Select(ctx, cases...)
			require.ErrorIs(t, err, tasks.ErrInvalidState)
			require.ErrorContains(t, err, want)
		}
	})
}
