package tasks_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAPoolSpreadsItsWorkOverItsLoops(t *testing.T) {
	p, err := tasks.NewPool(3, tasks.VirtualClock())
	require.NoError(t, err)
	where := map[*tasks.Loop]int{}
	for range 9 {
		l, err := tasks.SubmitTo(p, func(ctx context.Context) (*tasks.Loop, error) { return tasks.LoopOf(ctx), nil }).Wait(t.Context())
		require.NoError(t, err)
		where[l]++
	}
	require.Len(t, where, 3)
	for _, l := range p.Loops() {
		require.Equal(t, 3, where[l])
	}
	require.NoError(t, p.Shutdown(t.Context()))
}

func TestTheTasksOfAPoolRunAtTheSameTime(t *testing.T) {
	p, err := tasks.NewPool(2)
	require.NoError(t, err)
	there, back := make(chan int), make(chan int)
	a := tasks.SubmitTo(p, func(context.Context) (int, error) { there <- 1; return <-back, nil }) // blocks its loop
	b := tasks.SubmitTo(p, func(context.Context) (int, error) { n := <-there; back <- n + 1; return n, nil })
	n, err := a.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	_, err = b.Wait(t.Context())
	require.NoError(t, err)
	require.NoError(t, p.Shutdown(t.Context()))
}

func TestAPoolThatHasShutRefusesWork(t *testing.T) {
	p, err := tasks.NewPool(2)
	require.NoError(t, err)
	left := tasks.SubmitTo(p, tasks.After(time.Hour, 1))
	require.NoError(t, p.Shutdown(t.Context()))
	_, err = left.Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrCanceled)
	for range 2 {
		_, err = tasks.SubmitTo(p, tasks.After(0, 1)).Wait(t.Context())
		require.ErrorIs(t, err, tasks.ErrLoopClosed)
	}
}

func TestAPoolPassesOverALoopThatHasEnded(t *testing.T) {
	p, err := tasks.NewPool(3)
	require.NoError(t, err)
	loops := p.Loops()
	require.NoError(t, loops[1].Shutdown(t.Context()))
	for range 3 {
		require.Same(t, loops[0], p.Next())
		require.Same(t, loops[2], p.Next())
	}
	require.NoError(t, p.Shutdown(t.Context()))
}

func TestAPoolOfNoSizeHasALoopForEachProcessor(t *testing.T) {
	for _, n := range []int{0, -1} {
		p, err := tasks.NewPool(n)
		require.NoError(t, err)
		require.Len(t, p.Loops(), runtime.GOMAXPROCS(0))
		require.NoError(t, p.Shutdown(t.Context()))
	}
}

func TestDebugModeFindsAShutdownOfAPoolByATaskOfIt(t *testing.T) {
	p, err := tasks.NewPool(2, tasks.Debug(true))
	require.NoError(t, err)
	_, err = tasks.SubmitTo(p, tasks.Void(func(context.Context) error { return p.Shutdown(t.Context()) })).Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrLoopRunning)
	require.NoError(t, p.Shutdown(t.Context()))
}

func TestAPoolPassesOverALoopThatHasEndedForCallersAtTheSameTime(t *testing.T) {
	pool, err := tasks.NewPool(2)
	require.NoError(t, err)
	defer func() { require.NoError(t, pool.Shutdown(t.Context())) }()
	ended := pool.Loops()[0]
	require.NoError(t, ended.Shutdown(t.Context()))
	var all sync.WaitGroup
	var wrong [4]int
	for i := range wrong {
		all.Go(func() {
			for range 200_000 {
				if pool.Next() == ended {
					wrong[i]++
				}
			}
		})
	}
	all.Wait()
	require.Zero(t, wrong, "how often each caller got the loop that has ended")
}
