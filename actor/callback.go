package actor

import (
	"math"
	"time"

	"github.com/actorloom/actorloom/internal/heap"
)

// Callback is a call that a loop will make, soon or at a time.
//
//	state     entered by                             left by
//	new       the zero Callback                      Set, SetAt
//	waiting   CallAt, CallLater, Set, SetAt, Sleep   its time (to queued), Cancel
//	queued    CallSoon, Set, SetAt, its time         its turn (to called), Cancel
//	called    its turn                               Set, SetAt, Sleep, Cancel
//	canceled  Cancel                                 Set, SetAt, Sleep, unless it still stands in the queue
//
// A loop that closes makes none of the calls that are waiting or queued.
//
// asyncio: Handle and TimerHandle.
type Callback struct {
	loop     *Loop
	call     Alarm
	sleeper  *Wait       // of Sleep: to be woken, instead of call
	when     int64       // in ticks of the loop's clock, or untimed
	ticket   heap.Ticket // in the timers; 0 when not there
	queued   bool
	canceled bool
}

// untimed is the time of a callback that has none.
const untimed = math.MinInt64

// CallSoon schedules fn for the loop's next pass, in the order of the calls. A nil fn is reported,
// with the place of the call. On a loop that has closed, fn is not called, and the Callback is
// canceled. It never suspends. asyncio: loop.call_soon, which fails on a closed loop.
func (l *Loop) CallSoon(fn func()) *Callback {
	c := &Callback{loop: l, call: l.alarm("CallSoon", fn), when: untimed}
	switch {
	case l.Closed():
		c.Cancel()
	case l.debug && l.Misplaced("CallSoon", c.enqueue):
	default:
		c.enqueue()
	}
	return c
}

// CallAt schedules fn for the time t of the loop's clock, or for the next pass when t has passed.
// Callbacks for the same time are called in the order in which they were set. On a loop that has
// closed, the Callback is canceled, as with CallSoon. It never suspends. asyncio: loop.call_at.
func (l *Loop) CallAt(t time.Time, fn func()) *Callback {
	c := &Callback{loop: l, call: l.alarm("CallAt", fn)}
	switch {
	case l.Closed():
		c.Cancel()
	case l.debug && l.Misplaced("CallAt", func() { c.arm(l.ticks(t)) }):
	default:
		c.arm(l.ticks(t))
	}
	return c
}

// CallLater is CallAt, counted from now; d may be zero or negative. It never
// suspends. asyncio: loop.call_later.
func (l *Loop) CallLater(d time.Duration, fn func()) *Callback {
	c := &Callback{loop: l, call: l.alarm("CallLater", fn)}
	switch {
	case l.Closed():
		c.Cancel()
	case l.debug && l.Misplaced("CallLater", func() { c.arm(l.after(d)) }):
	default:
		c.arm(l.after(d))
	}
	return c
}

// given returns fn, which is to be called later. A nil fn is reported at once, while its caller can
// be seen, and replaced by a function that does nothing. what names the function that was given fn.
func (l *Loop) given(what string, fn func()) func() {
	if fn != nil {
		return fn
	}
	l.Report(Report{Message: what + " was given no function", Err: ErrNilFunc, Stack: FormatFrames(own(callers(3, mostFrames)))})
	return func() {}
}

// alarm returns the Alarm that calls fn. what is as for given.
func (l *Loop) alarm(what string, fn func()) Alarm {
	fn = l.given(what, fn)
	if l.debug {
		return &tracedFunc{fn: fn, loop: l, set: callers(3, mostFramesOfOrigin)}
	}
	return alarmFunc(fn)
}

// Cancel makes sure that the call is not made, unless it has been. It never
// suspends. asyncio: Handle.cancel.
func (c *Callback) Cancel() {
	c.canceled = true
	c.call = nil // so that whoever keeps c keeps nothing else alive
	if c.ticket != 0 {
		c.loop.timers.Cancel(c.ticket)
		c.ticket = 0
	}
}

// Canceled reports whether Cancel was called. asyncio: Handle.cancelled.
func (c *Callback) Canceled() bool { return c.canceled }

// When is the time for which it was set; for CallSoon, and before it was set, the zero
// time. asyncio: TimerHandle.when.
func (c *Callback) When() time.Time {
	if c.loop == nil || c.when == untimed {
		return time.Time{}
	}
	return c.loop.clock.start.Add(time.Duration(c.when))
}

// String describes the callback. asyncio: repr.
func (c *Callback) String() string {
	switch {
	case c.canceled:
		return "callback (canceled)"
	case c.ticket != 0:
		return "callback (due at " + c.When().Format(time.RFC3339Nano) + ")"
	case c.queued:
		return "callback (queued)"
	}
	return "callback (not waiting)"
}

// Receive makes the call, when it is the callback's turn.
func (c *Callback) Receive(Message) {
	c.queued = false
	if c.canceled {
		return
	}
	if c.sleeper != nil {
		c.sleeper.Wake()
		return
	}
	defer c.loop.recoverPanic(callbackPanicked)
	c.call.Ring()
}

func (c *Callback) enqueue() {
	c.queued = true
	c.loop.post(c, Call{})
}

// arm sets the time, unless c was canceled before: a call from a foreign goroutine is made later,
// on the loop, see Misplaced.
func (c *Callback) arm(when int64) {
	if c.canceled {
		return
	}
	c.when = when
	c.ticket = c.loop.timers.Push(when, c)
}

// fireTimers queues what is due.
func (l *Loop) fireTimers() {
	now, due := l.firstDue()
	for due {
		c := l.timers.Pop()
		c.ticket = 0
		c.enqueue()
		due = l.timers.Len() > 0 && l.timers.Min() <= now
	}
}

// timersDue reports whether a timer is due. There must be a timer.
func (l *Loop) timersDue() bool {
	_, due := l.firstDue()
	return due
}

// after is the tick at which d from now has passed, or the last tick when that would overflow.
func (l *Loop) after(d time.Duration) int64 {
	now := l.clock.elapsed()
	if int64(d) > math.MaxInt64-now {
		return math.MaxInt64
	}
	return now + int64(d)
}

// ticks is t in nanoseconds since the start of the loop's clock.
func (l *Loop) ticks(t time.Time) int64 { return int64(t.Sub(l.clock.start)) }
