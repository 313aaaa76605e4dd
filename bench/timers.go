package main

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

const million = 1_000_000

// Callbacks at times of the loop's clock, as many as a large server's.
var timers = []program{
	{
		name: "1,000,000 timers, set and fired; a timer", fixed: million, rounds: 2,
		goal: goal{of: bareHeap, times: 0.4}, timed: timersFired,
	},
	{name: "1,000,000 timers, set and canceled; a timer", fixed: million, rounds: 2, timed: timersCanceled},
}

// deadlines are n different times within an hour, in no order, the same in every
// run.
func deadlines(n int) []time.Duration {
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = time.Duration(r.Int64N(int64(time.Hour)))
	}
	return all
}

// timersFired uses the virtual clock, which jumps to each deadline in turn: so
// each timer has a pass of the loop to itself.
func timersFired(n int, c *stopwatch) {
	when := deadlines(n)
	onVirtualClock(func(ctx context.Context, l *tasks.Loop) {
		last := tasks.NewFuture[int](ctx)
		left := n
		fn := func() {
			if left--; left == 0 {
				must(last.SetResult(1))
			}
		}
		now := l.Now()
		c.start()
		for _, d := range when {
			l.CallAt(now.Add(d), fn)
		}
		_, err := last.Await(ctx)
		must(err)
		c.stop()
	})
}

func timersCanceled(n int, c *stopwatch) {
	when := deadlines(n)
	onVirtualClock(func(ctx context.Context, l *tasks.Loop) {
		all := make([]*actor.Callback, n)
		fn := func() { panic("a canceled timer went off") }
		now := l.Now()
		c.start()
		for i, d := range when {
			all[i] = l.CallAt(now.Add(d), fn)
		}
		for _, t := range all {
			t.Cancel()
		}
		must(tasks.Yield(ctx))
		c.stop()
	})
}

func onVirtualClock(body func(ctx context.Context, l *tasks.Loop)) {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		body(ctx, tasks.LoopOf(ctx))
		return nil
	}), tasks.Debug(false), tasks.VirtualClock())
	must(err)
}
