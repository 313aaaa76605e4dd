package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/actorloom/actorloom/tasks"
	"github.com/actorloom/actorloom/supervise"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSmoke(t *testing.T) {
	v, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
		x, err := tasks.ToThread(ctx, func(context.Context) (int, error) { time.Sleep(time.Millisecond); return 4, nil })
		if err != nil {
			return 0, err
		}
		ch := make(chan int)
		go func() { ch <- 7 }()
		y, _, err := tasks.Recv(ctx, ch)
		_, e2 := supervise.WaitFor(ctx, tasks.Coro[int](func(ctx context.Context) (int, error) { v, _, err := tasks.Recv(ctx, ch); return v, err }), time.Millisecond)
		require.ErrorIs(t, e2, tasks.ErrTimeout)
		return x + y, err
	})
	require.NoError(t, err)
	require.Equal(t, 11, v)
}
func TestBackground(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	p := tasks.Submit(l, tasks.After(time.Millisecond, 3))
	v, err := p.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, v)
	p = tasks.Submit(l, func(ctx context.Context) (int, error) { t.Log("x"); panic("boo") })
	_, err = p.Wait(t.Context())
	require.ErrorContains(t, err, "boo")
	p = tasks.Submit(l, tasks.After(time.Hour, 3))
	require.NoError(t, l.Shutdown(t.Context()))
	_, err = p.Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrCanceled)
	_, err = tasks.Submit(l, tasks.After(time.Hour, 3)).Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
}

func BenchmarkYield100(b *testing.B) {
	b.ReportAllocs()
	_, err := tasks.Run(b.Context(), func(ctx context.Context) (int, error) {
		var all []tasks.Awaitable[int]
		for range 100 {
			all = append(all, tasks.Coro[int](func(ctx context.Context) (int, error) {
				for range b.N / 100 {
					tasks.Yield(ctx)
				}
				return 0, nil
			}))
		}
		_, err := supervise.Gather(ctx, all...).Await(ctx)
		return 0, err
	})
	require.NoError(b, err)
}
func BenchmarkYield1(b *testing.B) {
	b.ReportAllocs()
	tasks.Run(b.Context(), func(ctx context.Context) (int, error) {
		for range b.N {
			tasks.Yield(ctx)
		}
		return 0, nil
	})
}
func BenchmarkCreateAwait(b *testing.B) {
	b.ReportAllocs()
	tasks.Run(b.Context(), func(ctx context.Context) (int, error) {
		for range b.N {
			tasks.Go(ctx, func(ctx context.Context) (int, error) { return 1, nil }).Await(ctx)
		}
		return 0, nil
	})
}
func BenchmarkRun(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		tasks.Run(b.Context(), func(ctx context.Context) (int, error) { return 1, nil })
	}
}
func BenchmarkGather1000(b *testing.B) {
	b.ReportAllocs()
	tasks.Run(b.Context(), func(ctx context.Context) (int, error) {
		items := make([]tasks.Awaitable[int], 1000)
		for i := range items {
			items[i] = tasks.Coro[int](func(ctx context.Context) (int, error) { return 1, nil })
		}
		for range b.N / 1000 {
			supervise.Gather(ctx, items...).Await(ctx)
		}
		return 0, nil
	})
}
