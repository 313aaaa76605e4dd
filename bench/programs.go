package main

import (
	"runtime"
	"time"
)

// program is one row of the table: a function that does n operations and is
// timed as a whole.
type program struct {
	name string
	// batch is how many operations belong together: n is a multiple of it.
	batch int
	run   func(n int)
	// bytes replaces run in the rows about memory.
	bytes func(tasks int)
	// remote replaces run in the rows of other programs' processes.
	remote func(n int) (sample, error)
	goal   goal
}

// goal is what a row has to reach. The zero goal is none.
type goal struct {
	of       string // the row that it is compared with
	times    float64
	noAllocs bool
}

// sample is one program in one round.
type sample struct {
	perOp  float64 // nanoseconds or bytes for an operation
	allocs float64 // for an operation; negative when unknown
}

// programs are the rows, in the order of the table.
func programs() []*program {
	var all []*program
	for _, rows := range [][]program{floors, switching, creating, supervising, waiting, crossing, asking, memory} {
		for i := range rows {
			all = append(all, &rows[i])
		}
	}
	return all
}

// base is the row that a row's ratio is to.
func (p *program) base() string {
	if p.bytes != nil {
		return suspended
	}
	return roundTrip
}

// due reports whether the row takes part in a round. Bytes hardly differ from
// one time to the next, and take long.
func (p *program) due(round int) bool { return p.bytes == nil || round < 3 }

// unit is what the row counts.
func (p *program) unit() string {
	if p.bytes != nil {
		return "B"
	}
	return "ns"
}

// calibrate finds how many operations take about the target. What disturbs one
// run must not make n small, since each run has its set-up to spread over n: so
// the best of several runs counts.
func (p *program) calibrate(target time.Duration) (n int, err error) {
	if p.bytes != nil {
		return 1, nil
	}
	for n = p.roundUp(1); ; n = p.roundUp(n * 4) {
		took := target
		for tries := 0; tries < 3 && took >= target/4; tries++ {
			s, err := p.measure(n)
			if err != nil {
				return 0, err
			}
			took = min(took, time.Duration(s.perOp*float64(n)))
		}
		if took >= target/4 {
			return p.roundUp(int(float64(n) * float64(target) / float64(took))), nil
		}
	}
}

func (p *program) roundUp(n int) int {
	batch := max(p.batch, 1)
	return (max(n, 1) + batch - 1) / batch * batch
}

// measure runs the program once. A collection before it gives every program the
// same start, and keeps one's garbage out of the next one's time.
func (p *program) measure(n int) (sample, error) {
	switch {
	case p.bytes != nil:
		return bytesInOwnProcess(p.name)
	case p.remote != nil:
		return p.remote(n)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	p.run(n)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	return sample{
		perOp:  float64(took) / float64(n),
		allocs: float64(after.Mallocs-before.Mallocs) / float64(n),
	}, nil
}
