// Command go is a peer of the benchmarks: what Go programs use instead. It has a
// module of its own, so that the library does not depend on what is measured
// here. ../../peers.go says how it is talked to.
package main

import (
	"encoding/json"
	"os"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"
)

type row struct {
	Name  string `json:"name"`
	Batch int    `json:"batch"`
	run   func(n int)
}

var rows = []row{
	{Name: "goroutine: errgroup of 1000, a goroutine", Batch: 1000, run: errgroup1000},
}

func errgroup1000(n int) {
	for range n / 1000 {
		var all errgroup.Group
		results := make([]int, 1000)
		for i := range results {
			all.Go(func() error {
				results[i] = 1
				return nil
			})
		}
		if err := all.Wait(); err != nil {
			panic(err)
		}
	}
}

func main() {
	out := json.NewEncoder(os.Stdout)
	if out.Encode(map[string]any{"rows": rows}) != nil {
		os.Exit(1)
	}
	in := json.NewDecoder(os.Stdin)
	for {
		var ask struct{ Row, N int }
		if in.Decode(&ask) != nil {
			return
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		rows[ask.Row].run(ask.N)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		if out.Encode(map[string]any{"ns": took.Nanoseconds(), "allocs": after.Mallocs - before.Mallocs}) != nil {
			os.Exit(1)
		}
	}
}
