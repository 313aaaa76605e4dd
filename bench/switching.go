package main

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// A task that suspends and goes on: what every other row is made of.
var switching = []program{
	{name: "yield, one task", goal: goal{noAllocs: true}, run: yieldAlone},
	{name: "yield, 100 tasks in turn", batch: crowd,
		goal: goal{of: roundTrip, times: 1.5, noAllocs: true}, run: yieldCrowd},
	{name: "sleep of 1 ns, 100 tasks in turn", batch: crowd, goal: goal{noAllocs: true}, run: sleepCrowd},
}

// run runs body as a program does: as the main task of a loop, without debug
// mode, whatever the environment says.
func run(body func(ctx context.Context)) {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		body(ctx)
		return nil
	}), tasks.Debug(false))
	must(err)
}

// inCrowd runs body in each of 100 tasks and waits for them.
func inCrowd(body func(ctx context.Context)) {
	run(func(ctx context.Context) {
		var all [crowd]*tasks.Task[struct{}]
		for i := range all {
			all[i] = tasks.Go(ctx, func(ctx context.Context) (struct{}, error) {
				body(ctx)
				return struct{}{}, nil
			})
		}
		for _, t := range all {
			_, err := t.Await(ctx)
			must(err)
		}
	})
}

func yieldAlone(n int) {
	run(func(ctx context.Context) {
		for range n {
			must(tasks.Yield(ctx))
		}
	})
}

func yieldCrowd(n int) {
	inCrowd(func(ctx context.Context) {
		for range n / crowd {
			must(tasks.Yield(ctx))
		}
	})
}

func sleepCrowd(n int) {
	inCrowd(func(ctx context.Context) {
		for range n / crowd {
			must(tasks.Sleep(ctx, time.Nanosecond))
		}
	})
}

// must ends the command at once: a number from a program that fails is worse
// than none.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
