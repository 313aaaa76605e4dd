package actor

import (
	"sync/atomic"
	"time"
)

// lookout spares passes the question for the time. That costs as much as a short
// step, and is in vain while all timers are far away, as those of time limits are.
// While it watches, a timer of the runtime rings well before the first of them is
// due, and one pass in 64 asks all the same: the runtime may be late for long when
// more goroutines than processors want to run, and a pass may take long.
//
//	state     which passes ask           entered by                  left by
//	off       each that has timers       New, ring, a near timer     64 questions in vain
//	watching  one in 64                  watch                       ring, a near timer
//
// Near is what is due within margin. A timer that is due before until is asked for in
// each pass, and so are all under a virtual clock, whose time costs nothing.
type lookout struct {
	watching bool
	until    int64        // the first timer was due when it began to watch
	rung     *atomic.Bool // apart, so that the runtime's timer keeps no loop alive
	timer    *time.Timer
	passes   uint // since it went on or off: see patience
}

const (
	// margin is how long before a timer is due the lookout rings.
	margin = 100 * time.Millisecond
	// patience is how many passes ask in vain before it is set, and, while it watches,
	// of how many passes one asks: to set it costs as much as a few questions.
	patience = 64
)

// firstDue reports whether the first timer is due, and what time it is then. There
// must be one.
func (l *Loop) firstDue() (now int64, due bool) {
	o, first := &l.lookout, l.timers.Min()
	covered := o.watching && first >= o.until && !o.rung.Load()
	o.passes++
	if covered && o.passes%patience != 0 {
		return 0, false
	}
	now = l.clock.elapsed()
	switch left := max(first, now) - now; {
	case left <= int64(margin):
		o.off()
	case !covered && o.passes >= patience && !l.clock.virtual:
		o.watch(first, time.Duration(left)-margin)
	}
	return now, first <= now
}

// watch sets the lookout for a timer that is due at first, to ring after d.
func (o *lookout) watch(first int64, d time.Duration) {
	o.watching, o.until, o.passes = true, first, 0
	if o.timer != nil {
		o.rung.Store(false)
		o.timer.Reset(d)
		return
	}
	rung := new(atomic.Bool)
	o.rung = rung
	o.timer = time.AfterFunc(d, func() { rung.Store(true) })
}

// off lets each pass ask.
func (o *lookout) off() { o.watching, o.passes = false, 0 }

// stop ends it when the loop shuts.
func (o *lookout) stop() {
	if o.timer != nil {
		o.timer.Stop()
	}
}
