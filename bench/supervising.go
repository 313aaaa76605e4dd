package main

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Tasks that own others.
var supervising = []program{
	{name: "gather of 1000, trivial; a child", batch: 1000, run: func(n int) { gather1000(n, trivial) }},
	{name: "gather of 1000, one yield; a child", batch: 1000, run: func(n int) { gather1000(n, oneYield) }},
	{name: "group of 1000, trivial; a child", batch: 1000, run: group1000},
	{name: "wait_for, trivial", run: func(n int) { waitFor(n, trivial) }},
	{name: "wait_for, one yield", run: func(n int) { waitFor(n, oneYield) }},
	{name: "shield of a new trivial task", run: shield},
}

func gather1000(n int, coro tasks.Coro[int]) {
	items := make([]tasks.Awaitable[int], 1000)
	for i := range items {
		items[i] = coro
	}
	run(func(ctx context.Context) {
		for range n / len(items) {
			_, err := supervise.Gather(ctx, items...).Await(ctx)
			must(err)
		}
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
