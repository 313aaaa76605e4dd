package main

import (
	"context"

	"github.com/actorloom/actorloom/tasks"
)

// linearOfLocks are those of what is done often in one step, while many wait.
var linearOfLocks = []proportion{
	{"release a semaphore", func(n int, c *stopwatch) {
		s := tasks.NewSemaphore(0)
		amongWaiters(n, c, s.Acquire, func(context.Context, []*tasks.Task[struct{}]) {
			for range n {
				must(s.Release())
			}
		})
	}},
	{"take a semaphore whose waiters were canceled", func(n int, c *stopwatch) {
		s := tasks.NewSemaphore(0)
		amongWaiters(n, c, s.Acquire, func(ctx context.Context, waiters []*tasks.Task[struct{}]) {
			cancelEach(waiters)
			must(s.Release())
			takeOften(ctx, n, s)
		})
	}},
	{"take a lock whose waiters were canceled", func(n int, c *stopwatch) {
		l := &tasks.Lock{}
		wait := func(ctx context.Context) error {
			if first := !l.Locked(); !first {
				return l.Acquire(ctx)
			}
			must(l.Acquire(ctx))
			return tasks.Yield(ctx) // it keeps the lock
		}
		amongWaiters(n, c, wait, func(ctx context.Context, waiters []*tasks.Task[struct{}]) {
			cancelEach(waiters)
			must(l.Release())
			takeOften(ctx, n, l)
		})
	}},
	{"notify the waiters of a condition", func(n int, c *stopwatch) {
		cond := &tasks.Condition{}
		amongWaiters(n, c, waitOf(cond), func(ctx context.Context, _ []*tasks.Task[struct{}]) {
			must(cond.Acquire(ctx))
			for range n {
				must(cond.Notify(1))
			}
			must(cond.Release())
		})
	}},
	{"cancel the waiters of a condition, in no order", func(n int, c *stopwatch) {
		cancelWaiters(n, c, waitOf(&tasks.Condition{}))
	}},
}

func waitOf(c *tasks.Condition) func(ctx context.Context) error {
	return func(ctx context.Context) error { return tasks.With(ctx, c, c.Wait) }
}

// amongWaiters does something while n tasks wait, and joins them.
func amongWaiters(n int, c *stopwatch, wait func(context.Context) error, do func(context.Context, []*tasks.Task[struct{}])) {
	run(func(ctx context.Context) {
		made := start(ctx, n, func(ctx context.Context) {
			if err := wait(ctx); !tasks.IsCanceled(err) {
				must(err)
			}
		})
		must(tasks.Yield(ctx))
		c.start()
		do(ctx, made)
		join(ctx, made)
		c.stop()
	})
}

func cancelEach(all []*tasks.Task[struct{}]) {
	for _, t := range all {
		t.Cancel()
	}
}

func takeOften(ctx context.Context, n int, l tasks.Locker) {
	for range n {
		must(l.Acquire(ctx))
		must(l.Release())
	}
}
