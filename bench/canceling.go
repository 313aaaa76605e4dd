package main

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Tasks that are canceled. Only that is timed: they have started before.
var canceling = []program{
	{
		name: "cancel + await of 10,000 sleepers; a sleeper", batch: many,
		goal: goal{of: roundTrip, times: 4.5}, timed: cancelSleepers,
	},
	{name: "cancel a tree of groups, depth 6, width 4; a task", batch: treeSize, timed: cancelTree},
}

// cancelSleepers leaves out the first ten thousand, which take two to twenty times as long: it
// depends on the row before how much of their memory the system has to bring.
func cancelSleepers(n int, c *stopwatch) {
	hour := tasks.After(time.Hour, 1)
	run(func(ctx context.Context) {
		all := make([]*tasks.Task[int], many)
		cancel := func(c *stopwatch) {
			for i := range all {
				all[i] = tasks.Go(ctx, hour)
			}
			must(tasks.Yield(ctx)) // now all are asleep
			cancelAll(ctx, all, c)
		}
		cancel(&stopwatch{})
		for range n / many {
			cancel(c)
		}
	})
}

// cancelAll times the cancellation of tasks and their ends.
func cancelAll(ctx context.Context, all []*tasks.Task[int], c *stopwatch) {
	c.start()
	for _, t := range all {
		t.Cancel()
	}
	for _, t := range all {
		if _, err := t.Await(ctx); !tasks.IsCanceled(err) {
			panic("a sleeper was not canceled")
		}
	}
	c.stop()
}

// A tree of depth 10 and width 4 would have 1.4 million tasks and take gigabytes.
const (
	treeDepth = 6
	treeWidth = 4
	treeSize  = 1 + 4 + 16 + 64 + 256 + 1024 + 4096
)

// branch is a node of the tree: a task with a group of four, and at the bottom
// a sleeper.
func branch(depth int) tasks.Coro[int] {
	if depth == 0 {
		return tasks.After(time.Hour, 1)
	}
	child := branch(depth - 1)
	return func(ctx context.Context) (int, error) {
		return 1, supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			for range treeWidth {
				supervise.GoIn(g, child)
			}
			return nil
		})
	}
}

func cancelTree(n int, c *stopwatch) {
	root := branch(treeDepth)
	run(func(ctx context.Context) {
		for range n / treeSize {
			t := tasks.Go(ctx, root)
			for range treeDepth + 1 {
				must(tasks.Yield(ctx)) // a level a pass
			}
			c.start()
			t.Cancel()
			if _, err := t.Await(ctx); !tasks.IsCanceled(err) {
				panic("the tree was not canceled")
			}
			c.stop()
		}
	})
}
