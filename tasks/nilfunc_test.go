package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestANilFunctionIsRefusedWhereOneIsNeeded(t *testing.T) {
	type call = func(ctx context.Context) error
	for name, call := range map[string]call{
		"Go":         func(ctx context.Context) error { return tasks.Go[int](ctx, nil).Err() },
		"Go of Void": func(ctx context.Context) error { return tasks.Go(ctx, tasks.Void(nil)).Err() },
		"Go of FromSeq": func(ctx context.Context) error {
			return tasks.Go(ctx, tasks.FromSeq[int](nil)).Err()
		},
		"an eager Go": func(ctx context.Context) error { return tasks.Go[int](ctx, nil, tasks.Eager()).Err() },
		"GoOn":        func(ctx context.Context) error { return tasks.GoOn[int](ctx, tasks.LoopOf(ctx), nil).Err() },
		"Ensure":      func(ctx context.Context) error { return tasks.Ensure[int](ctx, nil).Err() },
		"Ensure of a nil Coro": func(ctx context.Context) error {
			return tasks.Ensure(ctx, tasks.Coro[int](nil)).Err()
		},
		"Await": func(ctx context.Context) error { _, err := tasks.Coro[int](nil).Await(ctx); return err },
		"Submit": func(ctx context.Context) error {
			_, err := tasks.Submit[int](tasks.LoopOf(ctx), nil).Wait(context.Background())
			return err
		},
		"ToThread":   func(ctx context.Context) error { _, err := tasks.ToThread[int](ctx, nil); return err },
		"InExecutor": func(ctx context.Context) error { return tasks.InExecutor[int](ctx, nil, nil).Err() },
		"With":       func(ctx context.Context) error { return tasks.With(ctx, new(tasks.Lock), nil) },
		"Condition.WaitFor": func(ctx context.Context) error {
			c := tasks.NewCondition(nil)
			return tasks.With(ctx, c, func(ctx context.Context) error { return c.WaitFor(ctx, nil) })
		},
		"Post": func(ctx context.Context) error { return tasks.LoopOf(ctx).Post(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				require.ErrorIs(t, call(ctx), tasks.ErrNilFunc)
				require.NoError(t, tasks.Yield(ctx))
				require.Len(t, tasks.All(ctx), 1)
			})
		})
	}
}

func TestANilMainIsRefused(t *testing.T) {
	_, err := tasks.Run[int](t.Context(), nil)
	require.ErrorIs(t, err, tasks.ErrNilFunc)
}

func TestWithOfNoBodyLeavesTheLockFree(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var l tasks.Lock
		require.ErrorIs(t, tasks.With(ctx, &l, nil), tasks.ErrNilFunc)
		require.False(t, l.Locked())
	})
}

func TestWithOfNoLockerFails(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.ErrorIs(t, tasks.With(ctx, nil, func(context.Context) error { return nil }), tasks.ErrInvalidState)
	})
}

func TestAPriorityQueueWithoutAnOrderKeepsTheOrderOfComing(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		q := tasks.NewPriorityQueue[int](0, nil)
		for _, v := range []int{2, 3, 1} {
			require.NoError(t, q.Put(ctx, v))
		}
		for _, want := range []int{2, 3, 1} {
			v, err := q.Get(ctx)
			require.NoError(t, err)
			require.Equal(t, want, v)
		}
	})
}

func TestACaseMayHaveNothingToDoAfterwards(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := make(chan int, 1)
		_, err := tasks.Select(ctx, tasks.OnSend(ch, 1, nil))
		require.NoError(t, err)
		_, err = tasks.Select(ctx, tasks.OnRecv(ch, nil))
		require.NoError(t, err)
		require.Empty(t, ch)
	})
}

// These return no error: the report has the place of the call.
func TestANilCallbackIsReportedWithItsPlaceAndTheLoopGoesOn(t *testing.T) {
	for name, call := range map[string]func(ctx context.Context){
		"CallSoon":  func(ctx context.Context) { tasks.LoopOf(ctx).CallSoon(nil) },
		"CallLater": func(ctx context.Context) { tasks.LoopOf(ctx).CallLater(time.Millisecond, nil) },
		"CallAt":    func(ctx context.Context) { tasks.LoopOf(ctx).CallAt(time.Time{}, nil) },
		"OnDone":    func(ctx context.Context) { tasks.Resolved(ctx, 1, nil).OnDone(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			var reports reportCollector
			inRun(t, func(ctx context.Context) {
				call(ctx)
				require.NoError(t, tasks.Sleep(ctx, time.Second))
			}, reports.collect())
			require.Len(t, reports.all(), 1)
			require.Equal(t, name+" was given no function", reports.all()[0].Message)
			require.ErrorIs(t, reports.all()[0].Err, tasks.ErrNilFunc)
			require.Contains(t, reports.all()[0].Stack, "nilfunc_test.go")
		})
	}
}
