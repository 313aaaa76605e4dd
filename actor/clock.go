package actor

import (
	"math/rand/v2"
	"time"
)

// virtualEpoch is when every virtual clock starts.
var virtualEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// clock tells a loop's time in nanoseconds since the loop was made. What a virtual one does is in
// virtualclock.go.
type clock struct {
	start   time.Time
	virtual bool
	now     int64 // of a virtual clock
	hurried bool  // a virtual one has jumped over work outside
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

// Virtual reports whether the loop has a virtual clock. Any goroutine may call it.
func (l *Loop) Virtual() bool { return l.clock.virtual }

// Random is the source of random numbers for the loop's tasks and callbacks. Under a virtual clock
// each loop gets the same numbers, so that a run can be repeated; under a real one they differ each
// time.
func (l *Loop) Random() *rand.Rand {
	if l.clock.random == nil {
		var seed uint64
		if !l.clock.virtual {
			seed = rand.Uint64()
		}
		l.clock.random = rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // nothing secret
	}
	return l.clock.random
}

// Now is the time of the loop's clock. asyncio: loop.time, which counts in
// seconds from an arbitrary start.
func (l *Loop) Now() time.Time {
	return l.clock.start.Add(time.Duration(l.clock.elapsed()))
}
