package main

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// Tasks that are made, run and end.
var creating = []program{
	{name: "create + await, trivial", goal: goal{of: roundTrip, times: 5},
		run: func(n int) { createAwait(n, trivial) }},
	{name: "create + await, one yield", run: func(n int) { createAwait(n, oneYield) }},
	{name: "sleepers: create, cancel, await 10,000; a sleeper", batch: sleepers, run: cancelSleepers},
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

const sleepers = 10_000

// cancelSleepers includes making the sleepers, which cannot be left out of a
// program that is timed as a whole.
func cancelSleepers(n int) {
	hour := tasks.After(time.Hour, 1)
	run(func(ctx context.Context) {
		all := make([]*tasks.Task[int], sleepers)
		for range n / sleepers {
			for i := range all {
				all[i] = tasks.Go(ctx, hour)
			}
			must(tasks.Yield(ctx)) // now all are asleep
			for _, t := range all {
				t.Cancel()
			}
			for _, t := range all {
				if _, err := t.Await(ctx); !tasks.IsCanceled(err) {
					panic("a sleeper was not canceled")
				}
			}
		}
	})
}

func runTrivial(n int) {
	for range n {
		_, err := tasks.Run(context.Background(), trivial, tasks.Debug(false))
		must(err)
	}
}
