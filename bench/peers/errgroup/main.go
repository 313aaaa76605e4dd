// Command errgroup is a peer of the benchmarks: golang.org/x/sync/errgroup.
package main

import (
	"context"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/actorloom/actorloom/bench/peers/serve"
)

func main() {
	serve.Programs("golang.org/x/sync", []serve.Program{
		{Name: "gather of 1000, trivial; a child", Timed: serve.AfterOne(1000, func(n int) {
			gather(n, func() error { return nil })
		})},
		{Name: "gather of 1000, one yield; a child", Timed: serve.AfterOne(1000, func(n int) {
			gather(n, func() error {
				runtime.Gosched()
				return nil
			})
		})},
		{Name: "group of 1000, trivial; a child", Run: group},
		{Name: "cancel a tree of groups, depth 6, width 4; a task", Timed: cancelTree},
	})
}

func gather(n int, fn func() error) {
	for range n / 1000 {
		var all errgroup.Group
		results := make([]int, 1000)
		for i := range results {
			all.Go(func() error {
				results[i] = 1
				return fn()
			})
		}
		serve.Must(all.Wait())
	}
}

// group has a context that the first error cancels, as a task group has.
func group(n int) {
	for range n / 1000 {
		all, _ := errgroup.WithContext(context.Background())
		for range 1000 {
			all.Go(func() error { return nil })
		}
		serve.Must(all.Wait())
	}
}

func branch(ctx context.Context, depth int, awake *sync.WaitGroup) error {
	if depth == 0 {
		t := time.NewTimer(time.Hour)
		defer t.Stop()
		awake.Done()
		select {
		case <-t.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	all, ctx := errgroup.WithContext(ctx)
	for range 4 {
		all.Go(func() error { return branch(ctx, depth-1, awake) })
	}
	return all.Wait()
}

func cancelTree(n int, c *serve.Stopwatch) {
	for range n / 5461 {
		ctx, cancel := context.WithCancel(context.Background())
		var root errgroup.Group
		var awake sync.WaitGroup
		awake.Add(4096) // the sleepers at the bottom
		root.Go(func() error { return branch(ctx, 6, &awake) })
		awake.Wait()
		time.Sleep(20 * time.Millisecond) // lets the last block
		c.Start()
		cancel()
		if root.Wait() == nil {
			panic("the tree was not canceled")
		}
		c.Stop()
	}
}
