package main

import (
	"runtime"
	"time"
)

// program is one row of the table: a function that does n operations. Peers have
// the same programs, by the same names.
type program struct {
	name string
	// batch is how many operations belong together: n is a multiple of it.
	batch int
	// fixed is n itself, for programs that are about a number.
	fixed int
	// rounds is how many rounds it takes part in at most; 0 means all, and one for a
	// row that counts bytes.
	rounds int
	// line is its line in the table of growth, which is not in the others.
	line string
	// alone gives it a process of its own each time: it leaves so much behind that
	// it would change the others.
	alone bool
	// cores is how many it needs for itself; 0 means one, which all do.
	cores int
	// floor marks what plain Go takes, without this library.
	floor bool
	// One of these four is what it does.
	run   func(n int)               // timed as a whole
	timed func(n int, c *stopwatch) // timed where the stopwatch runs
	park  func(n int, all func())   // parks n tasks, and calls all when all wait; in a process of its own
	size  bool                      // the size of a binary
	// gauge reads the bytes in use, for park.
	gauge func() int64
	goal  goal
}

// goal is what a row has to reach. The zero goal is none.
type goal struct {
	of       string // the floor that it is compared with
	times    float64
	noAllocs bool
}

// sample is one program in one round.
type sample struct {
	perOp  float64 // nanoseconds or bytes for an operation
	allocs float64 // for an operation; negative when unknown
	floor  float64 // the goal's floor, just before; 0 for none
}

// programs are the rows, in the order of the table.
func programs() []*program {
	var all []*program
	for _, rows := range [][]program{
		floors, switching, creating, supervising, waiting, canceling, timers, crossing, asking, pools, memory, growing, sizes,
	} {
		for i := range rows {
			all = append(all, &rows[i])
		}
	}
	return all
}

// named is the program with a name, nil for none.
func named(name string) *program {
	for _, p := range programs() {
		if p.name == name {
			return p
		}
	}
	return nil
}

// bytes reports whether the row counts bytes. They hardly differ from one round
// to the next.
func (p *program) bytes() bool { return p.park != nil || p.size }

// due reports whether the row takes part in a round.
func (p *program) due(round int) bool {
	limit := p.rounds
	if limit == 0 && p.bytes() {
		limit = 1
	}
	return limit == 0 || round < limit
}

// unit is what the row counts.
func (p *program) unit() string {
	if p.bytes() {
		return "B"
	}
	return "ns"
}

func (p *program) roundUp(n int) int {
	batch := max(p.batch, 1)
	return (max(n, 1) + batch - 1) / batch * batch
}

// stopwatch counts time and allocations while it runs.
type stopwatch struct {
	timeOnly bool // to count allocations takes as long as small batches do
	began    time.Time
	mallocs  uint64
	took     time.Duration
	allocs   uint64
}

func (c *stopwatch) start() {
	if !c.timeOnly {
		c.mallocs = mallocs()
	}
	c.began = time.Now()
}

func (c *stopwatch) stop() {
	c.took += time.Since(c.began)
	if !c.timeOnly {
		c.allocs += mallocs() - c.mallocs
	}
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// measure runs the program once, in this process. A collection before it gives
// every program the same start, and keeps one's garbage out of the next one's
// time.
func (p *program) measure(n int) sample {
	c := stopwatch{timeOnly: p.line != ""}
	runtime.GC()
	if p.timed != nil {
		p.timed(n, &c)
	} else {
		c.start()
		p.run(n)
		c.stop()
	}
	s := sample{perOp: float64(c.took) / float64(n), allocs: float64(c.allocs) / float64(n)}
	if c.timeOnly {
		s.allocs = -1
	}
	return s
}
