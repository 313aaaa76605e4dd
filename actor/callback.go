package actor

import (
	"math"
	"time"
)

// Callback is a function that a loop will call, soon or at a time.
//
//	state     entered by                           left by
//	waiting   CallAt, CallLater, arm               its time (to queued), Cancel
//	queued    CallSoon, its time                   its turn (to called), Cancel
//	called    its turn                             arm
//	canceled  Cancel                               its turn, when it stood in the queue
//
// asyncio: Handle and TimerHandle.
type Callback struct {
	loop     *Loop
	fn       func()
	sleeper  *Wait // instead of fn
	index    int   // in the timers; -1 when not there
	when     int64
	queued   bool
	canceled bool
}

// untimed is the time of a callback that has none.
const untimed = math.MinInt64

// SetIndex is for the timers only.
func (c *Callback) SetIndex(i int) { c.index = i }

// CallSoon lets the loop call fn in its next pass, in the order of the calls.
// It never suspends. asyncio: loop.call_soon.
func (l *Loop) CallSoon(fn func()) *Callback {
	c := &Callback{loop: l, fn: fn, index: -1, when: untimed}
	if !l.Misplaced("CallSoon", c.enqueue) {
		c.enqueue()
	}
	return c
}

// CallAt lets the loop call fn at the time t of its clock; callbacks for one
// time are called in the order in which they were set. A time that has passed
// means the next pass. It never suspends. asyncio: loop.call_at.
func (l *Loop) CallAt(t time.Time, fn func()) *Callback {
	c := &Callback{loop: l, fn: fn, index: -1}
	if !l.Misplaced("CallAt", func() { c.arm(l.ticks(t)) }) {
		c.arm(l.ticks(t))
	}
	return c
}

// CallLater is CallAt, counted from now; d may be zero or negative. It never
// suspends. asyncio: loop.call_later.
func (l *Loop) CallLater(d time.Duration, fn func()) *Callback {
	c := &Callback{loop: l, fn: fn, index: -1}
	if !l.Misplaced("CallLater", func() { c.arm(l.after(d)) }) {
		c.arm(l.after(d))
	}
	return c
}

// Cancel makes sure that the function is not called, unless it has been. It
// never suspends. asyncio: Handle.cancel.
func (c *Callback) Cancel() {
	c.canceled = true
	if c.index >= 0 {
		c.loop.timers.Remove(c.index)
	}
}

// Canceled reports whether Cancel was called. asyncio: Handle.cancelled.
func (c *Callback) Canceled() bool { return c.canceled }

// When is the time for which it was set; for CallSoon, the zero time. asyncio:
// TimerHandle.when.
func (c *Callback) When() time.Time {
	if c.when == untimed {
		return time.Time{}
	}
	return c.loop.clock.start.Add(time.Duration(c.when))
}

// Receive calls the function, when it is the callback's turn.
func (c *Callback) Receive(Message) {
	c.queued = false
	if c.canceled {
		return
	}
	if c.sleeper != nil {
		c.sleeper.Wake()
		return
	}
	defer c.loop.recoverCallback()
	c.fn()
}

func (c *Callback) enqueue() {
	c.queued = true
	c.loop.post(c, Call{})
}

func (c *Callback) arm(when int64) {
	c.when = when
	c.canceled = false
	c.loop.timers.Push(when, c)
}

// fireTimers queues what is due.
func (l *Loop) fireTimers() {
	now := l.clock.elapsed()
	for l.timers.Len() > 0 && l.timers.Min() <= now {
		l.timers.Pop().enqueue()
	}
}

// timersDue reports whether a timer is due, when there are any.
func (l *Loop) timersDue() bool { return l.timers.Min() <= l.clock.elapsed() }

// after is the tick at which d from now has passed; the far future when that
// cannot be counted.
func (l *Loop) after(d time.Duration) int64 {
	now := l.clock.elapsed()
	if int64(d) > math.MaxInt64-now {
		return math.MaxInt64
	}
	return now + int64(d)
}

func (l *Loop) ticks(t time.Time) int64 { return int64(t.Sub(l.clock.start)) }

// recoverCallback is deferred by whoever calls a user's function on the loop
// outside a task.
func (l *Loop) recoverCallback() {
	if v := recover(); v != nil {
		l.Report(Report{
			Message: "a callback panicked",
			Err:     NewPanicError(v),
		})
	}
}
