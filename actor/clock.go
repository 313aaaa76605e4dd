package actor

import (
	"math/rand/v2"
	"time"
)

// virtualEpoch is when every virtual clock starts.
var virtualEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// clock tells a loop's time in nanoseconds since the loop was made. A virtual
// one stands still while anything can run, and jumps to the next deadline when
// nothing can.
type clock struct {
	start   time.Time
	virtual bool
	now     int64 // of a virtual clock
	hurried bool  // a virtual one has jumped over work outside: see grace
	random  *rand.Rand
}

func newClock(virtual bool) clock {
	if virtual {
		return clock{start: virtualEpoch, virtual: true}
	}
	return clock{start: time.Now()}
}

func (c *clock) elapsed() int64 {
	if c.virtual {
		return c.now
	}
	return int64(time.Since(c.start))
}

// Random is where those who choose at random under a virtual clock have their numbers from:
// each loop has the same, so that a run can be repeated. Under a real clock it is nil.
func (l *Loop) Random() *rand.Rand {
	if l.clock.virtual && l.clock.random == nil {
		l.clock.random = rand.New(rand.NewPCG(0, 0))
	}
	return l.clock.random
}

// Now is the time of the loop's clock. asyncio: loop.time, which counts in
// seconds from an arbitrary start.
func (l *Loop) Now() time.Time {
	return l.clock.start.Add(time.Duration(l.clock.elapsed()))
}
