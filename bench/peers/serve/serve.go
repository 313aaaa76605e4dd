// Package serve answers the benchmarks' questions, for the peers in Go: see
// ../../serve.go.
package serve

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

// Program does n operations.
type Program struct {
	Name  string
	Run   func(n int)               // timed as a whole
	Timed func(n int, c *Stopwatch) // timed where the stopwatch runs
	Bytes func(n int, all func())   // parks n, and calls all when all wait: the process ends there
}

// Stopwatch counts time and allocations while it runs.
type Stopwatch struct {
	began   time.Time
	mallocs uint64
	took    time.Duration
	allocs  uint64
}

func (c *Stopwatch) Start() {
	c.mallocs = mallocs()
	c.began = time.Now()
}

func (c *Stopwatch) Stop() {
	c.took += time.Since(c.began)
	c.allocs += mallocs() - c.mallocs
}

// AfterOne is run without its first batch, which finds no memory that was in use before.
func AfterOne(batch int, run func(n int)) func(n int, c *Stopwatch) {
	return func(n int, c *Stopwatch) {
		run(batch)
		c.Start()
		run(n)
		c.Stop()
	}
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// named adds the version of the module that the peer is about, and Go's.
func named(peer string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == peer {
				peer += " " + m.Version
			}
		}
	}
	return peer + ", " + runtime.Version()
}

// Programs answers questions until there are none. The peer's name is that of
// its module, if it is about one.
func Programs(peer string, programs []Program) {
	names := []string{}
	byName := map[string]Program{}
	for _, p := range programs {
		names = append(names, p.Name)
		byName[p.Name] = p
	}
	out := json.NewEncoder(os.Stdout)
	Must(out.Encode(map[string]any{"peer": named(peer), "programs": names}))
	in := json.NewDecoder(os.Stdin)
	for {
		var ask struct {
			Program string
			N       int
		}
		if in.Decode(&ask) != nil {
			return
		}
		p, ok := byName[ask.Program]
		if !ok {
			Must(out.Encode(map[string]any{"error": "no program " + ask.Program}))
			continue
		}
		Must(out.Encode(p.measure(ask.N)))
	}
}

func (p Program) measure(n int) map[string]any {
	runtime.GC()
	if p.Bytes != nil {
		before := resident()
		p.Bytes(n, func() {
			Must(json.NewEncoder(os.Stdout).Encode(map[string]any{"bytes": resident() - before}))
			os.Exit(0) // the process is for this alone
		})
	}
	var c Stopwatch
	if p.Timed != nil {
		p.Timed(n, &c)
	} else {
		c.Start()
		p.Run(n)
		c.Stop()
	}
	return map[string]any{"ns": c.took.Nanoseconds(), "allocs": c.allocs}
}

func resident() int64 {
	debug.FreeOSMemory()
	statm, err := os.ReadFile("/proc/self/statm")
	Must(err)
	var size, pages int64
	_, err = fmt.Sscan(string(statm), &size, &pages)
	Must(err)
	return pages * int64(os.Getpagesize())
}

// Must ends the peer.
func Must(err error) {
	if err != nil {
		panic(err)
	}
}
