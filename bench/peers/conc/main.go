// Command conc is a peer of the benchmarks: github.com/sourcegraph/conc.
package main

import (
	"context"
	"runtime"

	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"

	"github.com/actorloom/actorloom/bench/peers/serve"
)

func main() {
	serve.Programs("github.com/sourcegraph/conc", []serve.Program{
		{Name: "create + await, trivial", Run: func(n int) { createAwait(n, func() {}) }},
		{Name: "create + await, one yield", Run: func(n int) { createAwait(n, runtime.Gosched) }},
		{Name: "gather of 1000, trivial; a child", Timed: serve.AfterOne(1000, func(n int) {
			gather(n, func() int { return 1 })
		})},
		{Name: "gather of 1000, one yield; a child", Timed: serve.AfterOne(1000, func(n int) {
			gather(n, func() int {
				runtime.Gosched()
				return 1
			})
		})},
		{Name: "group of 1000, trivial; a child", Run: group},
	})
}

func createAwait(n int, fn func()) {
	for range n {
		var w conc.WaitGroup
		w.Go(fn)
		w.Wait()
	}
}

// gather is a pool with results; it keeps no order in this release.
func gather(n int, fn func() int) {
	for range n / 1000 {
		p := pool.NewWithResults[int]()
		for range 1000 {
			p.Go(fn)
		}
		if len(p.Wait()) != 1000 {
			panic("results are missing")
		}
	}
}

func group(n int) {
	for range n / 1000 {
		p := pool.New().WithContext(context.Background()).WithCancelOnError()
		for range 1000 {
			p.Go(func(context.Context) error { return nil })
		}
		serve.Must(p.Wait())
	}
}
