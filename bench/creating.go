package main

import (
	"context"

	"github.com/actorloom/actorloom/tasks"
)

// Tasks that are made, run and end.
var creating = []program{
	{
		name: "create + await, trivial", goal: goal{of: roundTrip, times: 0.9},
		run: func(n int) { createAwait(n, trivial) },
	},
	{
		name: "create + await, one yield", goal: goal{of: roundTrip, times: 1},
		run: func(n int) { createAwait(n, oneYield) },
	},
	{name: "Run of a trivial main", goal: goal{of: startJoin, times: 10}, run: runTrivial},
}

// trivial ends without suspending.
func trivial(context.Context) (int, error) { return 1, nil }

// oneYield suspends once.
func oneYield(ctx context.Context) (int, error) { return 1, tasks.Yield(ctx) }

func createAwait(n int, coro tasks.Coro[int]) {
	run(func(ctx context.Context) {
		for range n {
			_, err := tasks.Go(ctx, coro).Await(ctx)
			must(err)
		}
	})
}

func runTrivial(n int) {
	for range n {
		_, err := tasks.Run(context.Background(), trivial, tasks.Debug(false))
		must(err)
	}
}
