package actor

import (
	"time"

	"github.com/actorloom/actorloom/internal/invariants"
)

// Alarm is what a [Callback] calls. A type that has a method Ring, and a Callback of its own, needs
// no closure to set that Callback again and again: Set and SetAt allocate nothing.
type Alarm interface{ Ring() }

// alarmFunc is a function as an Alarm.
type alarmFunc func()

// Ring calls it.
func (fn alarmFunc) Ring() { fn() }

// tracedFunc is an alarmFunc in debug mode.
type tracedFunc struct {
	fn   func()
	loop *Loop
	set  []uintptr // by whom
}

// Ring calls it.
func (t *tracedFunc) Ring() {
	defer func() {
		if v := recover(); v != nil {
			t.loop.Report(Report{Message: callbackPanicked, Err: NewPanicError(v), Stack: FormatFrames(own(t.set))})
		}
	}()
	t.fn()
}

// Idle reports whether c can be set: a zero Callback can, and one that was called
// or canceled, unless it still stands in the queue.
func (c *Callback) Idle() bool { return !c.queued && c.ticket == 0 }

// Set schedules a to be called when d has passed, or in the loop's next pass when d is zero or
// less. c must be idle. Only the loop's driver may call Set.
func (c *Callback) Set(l *Loop, a Alarm, d time.Duration) {
	c.renew(l)
	c.call = a
	when := l.after(d)
	if d > 0 {
		c.arm(when)
	} else {
		c.when = when
		c.enqueue()
	}
}

// SetAt is Set with a time of the loop's clock.
func (c *Callback) SetAt(l *Loop, a Alarm, t time.Time) {
	c.renew(l)
	c.call = a
	if when := l.ticks(t); when > l.clock.elapsed() {
		c.arm(when)
	} else {
		c.when = when
		c.enqueue()
	}
}

// renew prepares an idle callback to be set again.
func (c *Callback) renew(l *Loop) {
	if invariants.Enabled {
		invariants.Check(c.Idle(), 5, "a callback is set that waits already")
	}
	c.loop = l
	c.canceled = false
}
