package actor

import (
	"math"
	"sync/atomic"
	"time"
)

// stuckAfter is how long a pass may take before the watchdog reports it.
const stuckAfter = 2 * time.Second

// watchdog finds a step that does not give control back. It works on background loops and in debug
// mode. A timer, set while the loop is driven, looks at the count of passes. When the loop rests,
// the timer is not stopped but runs out. So an idle loop costs nothing, and a loop that often rests
// for a moment does not pay for a timer each time.
//
//	driving  armed  means
//	yes      yes    the timer looks each time it fires, and is set again
//	no       yes    the loop rests; when the timer fires, it is armed no longer
//	no       no     the loop rests, or was not driven yet
type watchdog struct {
	on       bool
	driving  atomic.Bool
	armed    atomic.Bool
	passes   atomic.Uint64
	seen     uint64 // of passes, at the last tick; the timer's own
	reported uint64 // the passes when the last report was made; the timer's own, too
	timer    atomic.Pointer[time.Timer]
	running  atomic.Pointer[string] // the task that takes a step; in debug mode
}

// begin is called when a driver starts.
func (w *watchdog) begin(l *Loop) {
	if !w.on && !l.debug {
		return
	}
	w.on = true
	w.running.Store(nil) // a Goexit may have broken off a step
	w.driving.Store(true)
	w.passes.Add(1)
	w.arm(l)
}

func (w *watchdog) arm(l *Loop) {
	if !w.armed.CompareAndSwap(false, true) {
		return
	}
	if t := w.timer.Load(); t != nil {
		t.Reset(stuckAfter)
		return
	}
	t := time.AfterFunc(math.MaxInt64, func() { w.tick(l) })
	w.timer.Store(t) // before the first tick, which sets it anew
	t.Reset(stuckAfter)
}

// rest is called when the driver stops or sleeps.
func (w *watchdog) rest() {
	if w.on {
		w.driving.Store(false)
	}
}

// stop is called when the loop has shut: the timer would keep the loop alive until it has run out.
func (w *watchdog) stop() {
	w.rest()
	if t := w.timer.Load(); t != nil {
		t.Stop()
	}
}

func (w *watchdog) tick(l *Loop) {
	if !w.driving.Load() {
		w.armed.Store(false)
		if w.driving.Load() {
			w.arm(l)
		}
		return
	}
	defer w.timer.Load().Reset(stuckAfter) // even if the report ends the goroutine
	passes := w.passes.Load()
	stuck := passes == w.seen && passes != w.reported
	w.seen = passes
	if !stuck {
		return
	}
	w.reported = passes
	r := Report{
		Message: "a step does not give control back, or a pass has very many: everything else on the loop waits; use ToThread for what blocks or computes",
		Stack:   stuckStack(),
	}
	if name := w.running.Load(); name != nil {
		r.Task = *name
	}
	l.Report(r)
}
