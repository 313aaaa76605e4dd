package main

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// proportion is something done once for each of n things.
type proportion struct {
	name string
	all  func(n int, c *stopwatch)
}

// linear are those of tasks. Each must take a time that is in proportion to n.
var linear = []proportion{
	{"cancel every task of a loop, the oldest first", func(n int, c *stopwatch) { cancelInOrder(n, c, ascending) }},
	{"cancel every task of a loop, the youngest first", func(n int, c *stopwatch) { cancelInOrder(n, c, descending) }},
	{"cancel every task of a loop, in no order", func(n int, c *stopwatch) { cancelInOrder(n, c, shuffled) }},
	{"shut a loop down", shutDown},
	{"a group of so many", groupOf},
	{"cancel a group of so many", cancelGroup},
	{"a gather of so many", func(n int, c *stopwatch) { gatherAmong(n, n, c) }},
	{"take back callbacks, the oldest first", func(n int, c *stopwatch) { stopCallbacks(n, c, ascending) }},
	{"take back callbacks, the youngest first", func(n int, c *stopwatch) { stopCallbacks(n, c, descending) }},
	{"take back callbacks, in no order", func(n int, c *stopwatch) { stopCallbacks(n, c, shuffled) }},
	{"end contexts derived from a task's, the oldest first", func(n int, c *stopwatch) { endContexts(n, c, ascending) }},
	{"end contexts derived from a task's, the youngest first", func(n int, c *stopwatch) { endContexts(n, c, descending) }},
	{"end contexts derived from a task's, in no order", func(n int, c *stopwatch) { endContexts(n, c, shuffled) }},
	{"cancel the waiters of an event, in no order", func(n int, c *stopwatch) { cancelWaiters(n, c, new(tasks.Event).Wait) }},
	{"cancel the waiters of a lock, in no order", func(n int, c *stopwatch) {
		var lock tasks.Lock
		cancelWaiters(n, c, lock.Acquire)
	}},
	{"cancel the waiters of a queue, in no order", func(n int, c *stopwatch) {
		q := tasks.NewQueue[int](1)
		cancelWaiters(n, c, func(ctx context.Context) error {
			_, err := q.Get(ctx)
			return err
		})
	}},
}

// TestNoStepIsQuadratic compares what one of few takes with what one of 64 times as
// many does. That would be 64 times as much where something is quadratic; that all
// are in no cache any more accounts for eight times, and twenty on a busy machine.
// The least of several times is what the machine's noise changes least. And what takes
// less than a walk over 64,000 things is not quadratic, whatever it takes among few.
func TestNoStepIsQuadratic(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allows few coroutines")
	}
	const (
		few    = 1000
		more   = 64
		atMost = more / 2.0
		walk   = 6000 // ns; to find one of 64,000 pointers takes 10,000 on average
		tries  = 8
	)
	for _, one := range slices.Concat(linear, linearOfLocks, linearOfActors) {
		t.Run(one.name, func(t *testing.T) {
			defer debug.SetGCPercent(debug.SetGCPercent(rare))
			ofFew, ofMany := math.Inf(1), math.Inf(1)
			for try := 1; ; try++ {
				ofFew = min(ofFew, timeOf(few, one.all), timeOf(few, one.all))
				ofMany = min(ofMany, timeOf(more*few, one.all))
				grown := ofMany / ofFew
				switch {
				case try > 1 && (grown < atMost || ofMany < walk):
					t.Logf("%.0f ns, and among many %.1f times as much", ofFew, grown)
					return
				case try == tries:
					t.Fatalf("%.0f ns, and among many %.1f times as much", ofFew, grown)
				}
			}
		})
	}
}

// timeOf is what one of n takes, in nanoseconds.
func timeOf(n int, all func(n int, c *stopwatch)) float64 {
	c := stopwatch{timeOnly: true}
	all(n, &c)
	return float64(c.took) / float64(n)
}

// The orders in which n things are taken.
func ascending(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

func descending(n int) []int {
	order := ascending(n)
	slices.Reverse(order)
	return order
}

func shuffled(n int) []int { return rand.New(rand.NewPCG(1, 2)).Perm(n) }

func cancelInOrder(n int, c *stopwatch, order func(n int) []int) {
	hour := tasks.After(time.Hour, 1)
	run(func(ctx context.Context) {
		made := make([]*tasks.Task[int], n)
		for i := range made {
			made[i] = tasks.Go(ctx, hour)
		}
		must(tasks.Yield(ctx))
		all := make([]*tasks.Task[int], n)
		for i, which := range order(n) {
			all[i] = made[which]
		}
		cancelAll(ctx, all, c)
	})
}

func shutDown(n int, c *stopwatch) {
	hour := tasks.After(time.Hour, 1)
	run(func(ctx context.Context) {
		for range n {
			tasks.Go(ctx, hour)
		}
		must(tasks.Yield(ctx))
		c.start()
	})
	c.stop()
}

func groupOf(n int, c *stopwatch) {
	run(func(ctx context.Context) {
		c.start()
		must(supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			for range n {
				supervise.GoIn(g, oneYield)
			}
			return nil
		}))
		c.stop()
	})
}

func cancelGroup(n int, c *stopwatch) {
	hour := tasks.After(time.Hour, 1)
	run(func(ctx context.Context) {
		must(supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			for range n {
				supervise.GoIn(g, hour)
			}
			must(tasks.Yield(ctx))
			c.start()
			g.Cancel()
			return nil
		}))
		c.stop()
	})
}

func stopCallbacks(n int, c *stopwatch, order func(n int) []int) {
	run(func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		stops := make([]func() bool, n)
		for i := range stops {
			stops[i] = f.OnDone(func() { panic("a callback that was taken back was called") }).Stop
		}
		which := order(n)
		c.start()
		for _, i := range which {
			stops[i]()
		}
		must(f.SetResult(1))
		must(tasks.Yield(ctx))
		c.stop()
	})
}

func endContexts(n int, c *stopwatch, order func(n int) []int) {
	run(func(ctx context.Context) {
		ends := make([]context.CancelFunc, n)
		for i := range ends {
			_, ends[i] = context.WithCancel(ctx)
		}
		which := order(n)
		c.start()
		for _, i := range which {
			ends[i]()
		}
		c.stop()
	})
}

// cancelWaiters cancels tasks that wait, all but the first of a lock, which has it.
func cancelWaiters(n int, c *stopwatch, wait func(ctx context.Context) error) {
	run(func(ctx context.Context) {
		made := start(ctx, n, func(ctx context.Context) {
			if err := wait(ctx); !tasks.IsCanceled(err) {
				must(err)
			}
		})
		must(tasks.Yield(ctx))
		which := shuffled(n)
		c.start()
		for _, i := range which {
			made[i].Cancel()
		}
		join(ctx, made)
		c.stop()
	})
}

func TestTheTableOfGrowthHasALineForEachThingDone(t *testing.T) {
	r := results{columns: []*column{{name: "ours"}}}
	for i := range growing {
		if p := &growing[i]; p.line == "yield" {
			one := rowOf(p, sample{perOp: float64(p.batch), allocs: -1})
			one.cells[0].n = p.batch
			r.rows = append(r.rows, one)
		}
	}
	var out bytes.Buffer
	require.NoError(t, writeTable(&out, r, settings{rounds: 1}))
	require.Contains(t, out.String(), "|   10 | 1,000 | 100,000 | 1,000,000 | growth |\n")
	require.Regexp(t, `\| yield +\| 10\.0 \| +1000 \| +100k \| +1000k \| +1000x \|\n`, out.String())
}
