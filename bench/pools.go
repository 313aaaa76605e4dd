package main

import (
	"context"
	"sync"

	"github.com/actorloom/actorloom/tasks"
)

// Tasks that compute, on as many loops as there are cores for.
var pools = []program{
	{name: poolOf1, timed: func(n int, c *stopwatch) { computeOn(1, n, c) }},
	{
		name: "pool of 2 loops, a task that computes", cores: 2,
		goal: goal{of: poolOf1, times: 1 / 1.8}, timed: func(n int, c *stopwatch) { computeOn(2, n, c) },
	},
}

// The floor of the pool of two.
const poolOf1 = "pool of 1 loop, a task that computes"

// computeOn submits n tasks to a pool. Each computes for about 20 µs, in two
// steps.
func computeOn(loops, n int, c *stopwatch) {
	startBackground() // makes the actor system
	p, err := tasks.NewPool(loops, tasks.Debug(false))
	must(err)
	var ended sync.WaitGroup
	coro := func(ctx context.Context) (uint64, error) {
		defer ended.Done()
		x := compute(1)
		err := tasks.Yield(ctx)
		return compute(x), err
	}
	batch := func(n int) {
		ended.Add(n)
		for range n {
			tasks.SubmitTo(p, coro)
		}
		ended.Wait()
	}
	batch(loops) // each has a goroutine and a coroutine now
	c.start()
	batch(n)
	c.stop()
	must(p.Shutdown(context.Background()))
}

// compute is about 10 µs in registers: a chain in which each step needs the one
// before.
//
//go:noinline
func compute(x uint64) uint64 {
	for range 6000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}
