package main

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// A task that suspends and goes on: what every other row is made of.
var switching = []program{
	{name: "yield, alone", goal: goal{of: roundTrip, times: 0.15, noAllocs: true}, run: yieldAlone},
	{name: "yield, among 2", batch: 2, run: func(n int) { yieldAmong(2, n) }},
	{
		name: "yield, among 100", batch: crowd,
		goal: goal{of: roundTrip, times: 0.95, noAllocs: true}, run: func(n int) { yieldAmong(crowd, n) },
	},
	{name: "yield, among 10,000", batch: 10 * many, timed: yieldMany},
	{name: "sleep of 1 ns, among 100", batch: crowd, goal: goal{noAllocs: true}, run: sleepCrowd},
}

// many is a number of tasks that no cache holds.
const many = 10_000

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
func inCrowd(body func(ctx context.Context)) { among(crowd, body) }

// among runs body in each of a number of tasks and waits for them.
func among(number int, body func(ctx context.Context)) {
	run(func(ctx context.Context) { join(ctx, start(ctx, number, body)) })
}

func start(ctx context.Context, number int, body func(ctx context.Context)) []*tasks.Task[struct{}] {
	all := make([]*tasks.Task[struct{}], number)
	for i := range all {
		all[i] = tasks.Go(ctx, func(ctx context.Context) (struct{}, error) {
			body(ctx)
			return struct{}{}, nil
		})
	}
	return all
}

func join[T any](ctx context.Context, all []*tasks.Task[T]) {
	for _, t := range all {
		_, err := t.Await(ctx)
		must(err)
	}
}

func yieldAlone(n int) {
	run(func(ctx context.Context) {
		for range n {
			must(tasks.Yield(ctx))
		}
	})
}

func yieldAmong(number, n int) {
	among(number, func(ctx context.Context) {
		for range n / number {
			must(tasks.Yield(ctx))
		}
	})
}

// yieldMany leaves out the making of the tasks, which would weigh too much: each
// yields once before the time counts.
func yieldMany(n int, c *stopwatch) {
	run(func(ctx context.Context) {
		all := start(ctx, many, func(ctx context.Context) {
			for range n/many + 1 {
				must(tasks.Yield(ctx))
			}
		})
		must(tasks.Yield(ctx))
		c.start()
		join(ctx, all)
		c.stop()
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
