package actor

import (
	"sync/atomic"
	"time"
)

// lookout lets most passes do without asking for the time. To ask costs as much as a short step,
// and is in vain while all timers are far away, as those of time limits are. While the lookout
// watches, a timer of the runtime rings well before the first of the loop's timers is due. One pass
// in 64 asks anyway: the runtime may be late, and by much, when more goroutines than processors
// want to run.
//
//	state     which passes ask           entered by                  left by
//	off       each that has timers       New, ring, a near timer     64 questions in vain
//	watching  one in 64                  watch                       ring, a near timer
//
// A timer is near when it is due within margin. Each pass asks while the first timer is one that
// was set later and is due before until. So does each pass under a virtual clock, where to ask
// costs nothing.
type lookout struct {
	watching bool
	until    int64        // when the timer that was the first is due
	rung     *atomic.Bool // apart, so that the runtime's timer keeps no loop alive
	timer    *time.Timer
	passes   uint // since it was switched on or off: see patience
}

const (
	// margin is how long before a timer is due the lookout rings.
	margin = 100 * time.Millisecond
	// patience is how many passes ask in vain before the lookout watches: to set its timer costs as
	// much as a few questions. While it watches, one of so many passes asks.
	patience = 64
)

// firstDue reports whether the first timer is due and, if so, what time it is. There must be a
// timer.
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

// off makes each pass ask.
func (o *lookout) off() { o.watching, o.passes = false, 0 }

// stop stops the runtime's timer when the loop shuts.
func (o *lookout) stop() {
	if o.timer != nil {
		o.timer.Stop()
	}
}
