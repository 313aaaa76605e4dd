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
// less. c must be idle. It is to be called on the loop.
func (c *Callback) Set(l *Loop, a Alarm, d time.Duration) { c.set(l, a, l.after(d), d > 0) }

// SetAt is Set with a time of the loop's clock.
func (c *Callback) SetAt(l *Loop, a Alarm, t time.Time) {
	when := l.ticks(t)
	c.set(l, a, when, when > l.clock.elapsed())
}

// set schedules a for the time when or, when that has come, for the loop's next pass.
func (c *Callback) set(l *Loop, a Alarm, when int64, later bool) {
	c.renew(l)
	c.call = a
	if later {
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
