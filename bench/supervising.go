package main

import (
	"context"
	"errors"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Tasks that own others.
var supervising = []program{
	{
		name: "gather of 1000, trivial; a child", batch: 1000,
		goal: goal{of: roundTrip, times: 1.2}, timed: func(n int, c *stopwatch) { gather1000(n, trivial, c) },
	},
	{
		name: "gather of 1000, one yield; a child", batch: 1000,
		goal: goal{of: roundTrip, times: 4.3}, timed: func(n int, c *stopwatch) { gather1000(n, oneYield, c) },
	},
	{name: "group of 1000, trivial; a child", batch: 1000, run: group1000},
	{name: "wait FIRST_COMPLETED of 1000; an item", batch: 1000, run: waitFirst},
	{name: "as_completed of 1000, trivial; a child", batch: 1000, run: asCompleted},
	{name: "wait_for, trivial", goal: goal{of: roundTrip, times: 1.1}, run: func(n int) { waitFor(n, trivial) }},
	{name: "wait_for, one yield", goal: goal{of: roundTrip, times: 1.4}, run: func(n int) { waitFor(n, oneYield) }},
	{name: "wait_for, timing out", run: waitForTimeout},
	{name: "shield of a new trivial task", run: shield},
}

// gather1000 leaves out the first gather, whose tasks each need a new coroutine when they
// yield: their number would weigh more the shorter the run is.
func gather1000(n int, coro tasks.Coro[int], c *stopwatch) {
	items := make([]tasks.Awaitable[int], 1000)
	for i := range items {
		items[i] = coro
	}
	run(func(ctx context.Context) {
		gather := func() {
			_, err := supervise.Gather(ctx, items...).Await(ctx)
			must(err)
		}
		gather()
		c.start()
		for range n / len(items) {
			gather()
		}
		c.stop()
	})
}

func group1000(n int) {
	run(func(ctx context.Context) {
		for range n / 1000 {
			must(supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
				for range 1000 {
					supervise.GoIn(g, trivial)
				}
				return nil
			}))
		}
	})
}

func waitFor(n int, coro tasks.Coro[int]) {
	run(func(ctx context.Context) {
		for range n {
			_, err := supervise.WaitFor(ctx, coro, time.Hour)
			must(err)
		}
	})
}

func shield(n int) {
	coro := tasks.Coro[int](trivial)
	run(func(ctx context.Context) {
		for range n {
			_, err := supervise.Shield(ctx, coro).Await(ctx)
			must(err)
		}
	})
}

// waitFirst waits for 1000 futures, one of which gets its result in the loop's
// next pass. The other 999 are the same each time, and never end.
func waitFirst(n int) {
	run(func(ctx context.Context) {
		items := make([]*tasks.Future[int], 1000)
		for i := range items {
			items[i] = tasks.NewFuture[int](ctx)
		}
		for range n / len(items) {
			first := tasks.NewFuture[int](ctx)
			items[len(items)/2] = first
			tasks.LoopOf(ctx).CallSoon(func() { must(first.SetResult(1)) })
			done, _, err := supervise.Wait(ctx, items, supervise.FirstCompleted, supervise.NoLimit)
			must(err)
			if len(done) != 1 {
				panic("not one has ended")
			}
		}
	})
}

func asCompleted(n int) {
	items := make([]tasks.Awaitable[int], 1000)
	for i := range items {
		items[i] = tasks.Coro[int](trivial)
	}
	run(func(ctx context.Context) {
		for range n / len(items) {
			for _, err := range supervise.AsCompleted(ctx, supervise.NoLimit, items...) {
				must(err)
			}
		}
	})
}

// waitForTimeout has a limit of a nanosecond, which has passed when the loop
// next looks at its timers.
func waitForTimeout(n int) {
	hour := tasks.After(time.Hour, 1)
	run(func(ctx context.Context) {
		for range n {
			_, err := supervise.WaitFor(ctx, hour, time.Nanosecond)
			if !errors.Is(err, tasks.ErrTimeout) {
				panic("no timeout")
			}
		}
	})
}
