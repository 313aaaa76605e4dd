package actor

import (
	"math"
	"sync/atomic"
	"time"
)

// lookout spares passes the question for the time. That costs as much as a short
// step, and is in vain while all timers are far away, as those of time limits are.
// A timer of the runtime rings well before the first of them is due; until then no
// pass need ask.
//
//	state     means                             entered by           left by
//	off       each pass with timers asks        New, ring            watch
//	watching  no timer from until on is due     watch                ring
//
// A timer that is due before until is asked for in each pass, as ever, and so are
// all under a virtual clock, whose time costs nothing.
type lookout struct {
	until int64 // while watching
	rung  atomic.Bool
	asked int // in vain, since it was set
	timer *time.Timer
}

const (
	// margin is how long before a timer is due the lookout rings. When all
	// processors are busy the runtime lets a goroutine run for 10 ms, so it may
	// ring late by a few times that.
	margin = 100 * time.Millisecond
	// patience is after how many questions in vain it is set: to set it costs as
	// much as a few of them.
	patience = 64
)

// firstDue reports whether the first timer is due, and what time it is then. There
// must be one.
func (l *Loop) firstDue() (now int64, due bool) {
	first := l.timers.Min()
	if first >= l.lookout.until && !l.lookout.rung.Load() {
		return 0, false
	}
	now = l.clock.elapsed()
	if left := first - now; left > int64(margin) && !l.clock.virtual {
		l.lookout.watch(first, time.Duration(left))
	}
	return now, first <= now
}

// watch sets the lookout for a timer that is due at first, which is left from now.
func (o *lookout) watch(first int64, left time.Duration) {
	if o.asked++; o.asked < patience {
		return
	}
	o.asked = 0
	o.until = first
	o.rung.Store(false)
	if o.timer == nil {
		o.timer = time.AfterFunc(left-margin, o.ring)
		return
	}
	o.timer.Reset(left - margin)
}

func (o *lookout) ring() { o.rung.Store(true) }

// stop ends it when the loop shuts.
func (o *lookout) stop() {
	if o.timer != nil {
		o.timer.Stop()
	}
	o.until = math.MaxInt64
}
