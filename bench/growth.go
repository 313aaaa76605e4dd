package main

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// What a task costs among few and among many. These rows have a table of their
// own: see growthTable.
var growing = growthOf([]growth{
	{"bare iter.Pull: a round trip", true, pullAmong},
	{"create, and run until it waits", false, createAmong},
	{"yield", false, yieldAmongAll},
	{"cancel + await, a sleeper", false, cancelAmong},
	{"gather, trivial", false, gatherAmong},
})

// growth is one line of that table. Its program does n operations, in batches of
// one for each of the tasks that are there at the same time. The first batch
// of each is not timed: it makes the coroutines, which later ones find again.
type growth struct {
	name  string
	floor bool
	run   func(n, number int, c *stopwatch)
}

// numbers are the columns.
var numbers = []int{10, 1000, 100_000, million}

// few is the largest number of tasks for which a program runs in this process, and as
// many batches of it as the target has time for.
const few = 10_000

func growthOf(lines []growth) (rows []program) {
	for _, g := range lines {
		for _, number := range numbers {
			p := program{
				name: fmt.Sprintf("among %s: %s", grouped(number), g.name),
				line: g.name, floor: g.floor, batch: number,
				timed: func(n int, c *stopwatch) { g.run(n, min(n, number), c) },
			}
			if number > few {
				p.fixed, p.rounds, p.alone = number, 2, true
			}
			rows = append(rows, p)
		}
	}
	return rows
}

// grouped is a number with commas: 1,000,000.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// batches calls one once to warm up and then n/number times.
func batches(n, number int, c *stopwatch, one func(c *stopwatch)) {
	one(&stopwatch{timeOnly: true})
	for range n / number {
		one(c)
	}
}

func pullAmong(n, number int, c *stopwatch) {
	next := make([]func() (struct{}, bool), number)
	for i := range next {
		resume, stop := iter.Pull(forever)
		defer stop()
		next[i] = resume
	}
	round := func() {
		for _, resume := range next {
			resume()
		}
	}
	round() // now all are suspended
	c.start()
	for range n / number {
		round()
	}
	c.stop()
}

func createAmong(n, number int, c *stopwatch) {
	var e tasks.Event
	wait := tasks.Void(e.Wait)
	all := make([]*tasks.Task[struct{}], number)
	run(func(ctx context.Context) {
		batches(n, number, c, func(c *stopwatch) {
			e.Clear()
			c.start()
			for i := range all {
				all[i] = tasks.Go(ctx, wait)
			}
			must(tasks.Yield(ctx)) // now all wait
			c.stop()
			e.Set()
			join(ctx, all)
		})
	})
}

// yieldAmongAll times whole passes of the loop: a step of each task, and one of
// the main task.
func yieldAmongAll(n, number int, c *stopwatch) {
	run(func(ctx context.Context) {
		over := false
		all := start(ctx, number, func(ctx context.Context) {
			for !over {
				must(tasks.Yield(ctx))
			}
		})
		must(tasks.Yield(ctx))
		c.start()
		for range n / number {
			must(tasks.Yield(ctx))
		}
		c.stop()
		over = true
		join(ctx, all)
	})
}

func cancelAmong(n, number int, c *stopwatch) {
	hour := tasks.After(time.Hour, 1)
	all := make([]*tasks.Task[int], number)
	run(func(ctx context.Context) {
		batches(n, number, c, func(c *stopwatch) {
			for i := range all {
				all[i] = tasks.Go(ctx, hour)
			}
			must(tasks.Yield(ctx)) // now all are asleep
			cancelAll(ctx, all, c)
		})
	})
}

func gatherAmong(n, number int, c *stopwatch) {
	items := make([]tasks.Awaitable[int], number)
	for i := range items {
		items[i] = tasks.Coro[int](trivial)
	}
	run(func(ctx context.Context) {
		gather := func() {
			_, err := supervise.Gather(ctx, items...).Await(ctx)
			must(err)
		}
		gather()
		c.start()
		for range n / number {
			gather()
		}
		c.stop()
	})
}
