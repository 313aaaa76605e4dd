package tasks_test

import (
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestSelectTakesTheCaseThatCanProceed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		empty, full, closed := make(chan int), make(chan string, 1), make(chan bool)
		full <- "item"
		close(closed)
		var got any
		i, err := tasks.Select(ctx,
			tasks.OnRecv(empty, func(v int, _ bool) { got = v }),
			tasks.OnRecv(full, func(v string, _ bool) { got = v }))
		require.NoError(t, err)
		require.Equal(t, 1, i)
		require.Equal(t, "item", got)
		i, err = tasks.Select(ctx, tasks.OnSend(full, "sent", func() { got = "told" }), tasks.OnRecv(empty, nil))
		require.NoError(t, err)
		require.Equal(t, 0, i)
		require.Equal(t, "told", got)
		require.Equal(t, "sent", <-full)
		i, err = tasks.Select(ctx, tasks.OnRecv(empty, nil), tasks.OnRecv(closed, func(_, ok bool) { got = ok }))
		require.NoError(t, err)
		require.Equal(t, 1, i)
		require.Equal(t, false, got)
	})
}

func TestSelectWaitsForTheFirstCase(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		a, b := make(chan int), make(chan int)
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { return tasks.Send(ctx, b, 7) }))
		got := 0
		i, err := tasks.Select(ctx, tasks.OnRecv(a, nil), tasks.OnRecv(b, func(v int, _ bool) { got = v }))
		require.NoError(t, err)
		require.Equal(t, 1, i)
		require.Equal(t, 7, got)
	})
}

func TestSelectIsFairAmongCasesThatCanProceed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		closed := make(chan int)
		close(closed)
		var taken [2]int
		for range 200 {
			i, err := tasks.Select(ctx, tasks.OnRecv(closed, nil), tasks.OnRecv(closed, nil))
			require.NoError(t, err)
			taken[i]++
		}
		require.NotZero(t, taken[0])
		require.NotZero(t, taken[1])
	})
}

func TestUnderAVirtualClockASelectTakesTheSameCasesInEachRun(t *testing.T) {
	run := func() (taken []int) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			closed := make(chan int)
			close(closed)
			for range 100 {
				i, err := tasks.Select(ctx, tasks.OnRecv(closed, nil), tasks.OnRecv[int](nil, nil), tasks.OnRecv(closed, nil))
				require.NoError(t, err)
				taken = append(taken, i)
			}
			return nil
		}), tasks.VirtualClock())
		require.NoError(t, err)
		return taken
	}
	first := run()
	require.Equal(t, first, run())
	require.Contains(t, first, 0)
	require.Contains(t, first, 2)
}

func TestASelectThatSendsToAClosedChannelFailsWithoutSuspending(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		closed := make(chan int)
		close(closed)
		yielded := false
		tasks.Go(ctx, func(context.Context) (int, error) { yielded = true; return 0, nil })
		for range 20 { // the closed one is not always tried first
			_, err := tasks.Select(ctx, tasks.OnRecv(make(chan int), nil), tasks.OnSend(closed, 1, nil), tasks.OnRecv(make(chan int), nil))
			require.ErrorIs(t, err, tasks.ErrChanClosed)
		}
		require.False(t, yielded)
	})
}

func TestASelectThatNothingCanEndIsADeadlock(t *testing.T) {
	for name, cases := range map[string][]tasks.Case{"no cases": nil, "nil channels": {tasks.OnRecv[int](nil, nil), tasks.OnSend[int](nil, 1, nil)}} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) { return tasks.Select(ctx, cases...) }, tasks.VirtualClock())
			var dead *tasks.DeadlockError
			require.ErrorAs(t, err, &dead)
		})
	}
}

func TestASelectThatNothingCanEndEndsWithItsTaskOrItsContext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) { return tasks.Select(ctx) })
		require.NoError(t, tasks.Yield(ctx))
		require.True(t, task.Cancel("enough"))
		_, err := task.Await(ctx)
		require.EqualError(t, err, "canceled: enough")
		limited, stop := context.WithCancelCause(ctx)
		tasks.LoopOf(ctx).CallSoon(func() { stop(io.EOF) })
		_, err = tasks.Select(limited)
		require.Equal(t, io.EOF, err)
	})
}
