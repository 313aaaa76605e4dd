package actor

import (
	"fmt"
	"math"
	"time"
)

// Driving a loop: here on the caller's goroutine, in background.go on one of its own.
//
// What comes next is decided by a fiber that suspends (see handover.go) or by the driver:
//
//	                asked by    answers
//	nextPass        a fiber     whether it could begin the next pass itself
//	  endPlainly    a fiber     whether a pass can begin without the driver
//	  quiet         a fiber     whether the ready queue is all there is; then endPlainly is true
//	  endRetrieved  a fiber     whether it could end this pass itself
//	idle            the driver  whether there is nothing to do now
//	untilWorkIsDue  the driver  for how long, if so
//	stuck           the driver  whether that is for ever: see virtualclock.go
//
// The driver makes passes while there is work. Before it rests it sets asleep
// and looks into the inbox once more; whoever posts puts its message in before
// it looks at asleep. So one of the two sees the other, and no post is lost.

// RunUntil drives the loop on the calling goroutine until c has ended. It stops at the end of the
// pass in which the loop learns of that, so others may take one more step. The error that c ended
// with is not RunUntil's. Under a virtual clock RunUntil returns a [DeadlockError] when nothing can
// ever run again. It fails with ErrLoopRunning when the loop is driven already, with ErrLoopClosed,
// with ErrForeignLoop when c belongs to another loop, and with ErrInvalidState when c is nil. It
// blocks. Any goroutine may call it. asyncio: loop.run_until_complete.
func (l *Loop) RunUntil(c *Completion) error {
	switch {
	case l.Closed():
		return ErrLoopClosed
	case c == nil:
		return fmt.Errorf("RunUntil(nil) would never end: %w", ErrInvalidState)
	case c.loop != l:
		return fmt.Errorf("RunUntil of %s: %w", c.Which(), ErrForeignLoop)
	}
	return l.RunUntilEnd(func() *Completion { return c })
}

// RunUntilEnd calls begin, and then drives the loop until the Completion that begin returns has
// ended, as RunUntil does. It takes the driver's seat before it calls begin, so nobody else can
// drive the loop or shut it in between. When begin returns nil, so does RunUntilEnd, and nothing
// runs.
func (l *Loop) RunUntilEnd(begin func() *Completion) error {
	switch {
	case l.seat.CompareAndSwap(seatEmpty, seatForeground):
	case l.Closed():
		return ErrLoopClosed
	default:
		return fmt.Errorf("one caller at a time drives a loop, use Submit or RunOn for this one: %w", ErrLoopRunning)
	}
	defer l.seat.Store(seatEmpty)
	l.down.why = nil // also if a task ends this goroutine
	c := begin()
	switch {
	case c == nil:
		return nil
	case c.loop != l:
		return fmt.Errorf("RunUntilEnd of %s: %w", c.Which(), ErrForeignLoop)
	}
	l.down.why = l.runUntil(c)
	return l.down.why
}

// runUntil is RunUntil for a caller that has the seat.
func (l *Loop) runUntil(c *Completion) error {
	holder := l.holder.Load()
	reached := false
	w := l.Until(c, func() { reached = true })
	defer func() {
		w.Stop()
		l.watchdog.rest()
		l.setHolder(holder)
	}()
	l.takeOver()
	l.runPass() // what a pass that a Goexit broke off has left
	for !reached {
		if err := l.untilWork(); err != nil {
			return err
		}
		l.startPass()
		l.runPass()
	}
	return nil
}

// takeOver prepares the loop for a driver on the calling goroutine.
func (l *Loop) takeOver() {
	if l.debug {
		l.setHolder(goroutineID())
	}
	l.watchdog.begin(l)
	if l.crowded() {
		l.exchange.EndDying()
	}
}

// Until makes the driver call fn, between two passes, at the end of the pass in which the loop
// learns of c's end. Stop of the watch that it returns takes that back; so does the end of the
// loop.
func (l *Loop) Until(c *Completion, fn func()) *Watch {
	p := &passEnd{loop: l, fn: fn}
	c.Watch(&p.Watch, p)
	return &p.Watch
}

// passEnd is the receiver that Until makes.
type passEnd struct {
	Watch
	loop *Loop
	fn   func()
}

func (p *passEnd) Receive(Message) { p.loop.atPassEnd(p.fn) }

// untilWork blocks until an entry is ready or has come in, or a timer is due. It returns a
// DeadlockError when that can never be.
func (l *Loop) untilWork() error {
	for l.idle() {
		d := l.untilWorkIsDue()
		switch {
		case d == 0:
			return nil
		case l.stuck():
			return l.deadlock()
		}
		if l.sleep(time.Duration(l.tidy(d))) {
			l.rested()
		}
	}
	return nil
}

// untilWorkIsDue is for how long an idle loop may rest: for ever, when it has no timer. It is 0 when
// the loop must not, since a timer is due or, under a virtual clock, since one has become due or a
// context has ended.
func (l *Loop) untilWorkIsDue() int64 {
	d := l.untilTimer()
	if d == 0 {
		l.lookout.off() // it may be late
	}
	if l.clock.virtual {
		return l.advance(d)
	}
	return d
}

// untilTimer is the time to the first timer: 0 when that is due, the far future when there is none.
func (l *Loop) untilTimer() int64 {
	if l.timers.Len() == 0 {
		return math.MaxInt64
	}
	now := l.clock.elapsed()
	return max(l.timers.Min(), now) - now // the other way, a time long past would overflow
}

// sleep blocks until somebody posts, or for d; it reports whether d passed.
func (l *Loop) sleep(d time.Duration) (passed bool) {
	l.asleep.Store(foregroundSleeps)
	defer l.asleep.Store(awake)
	if l.inbox.full.Load() {
		return false
	}
	l.watchdog.rest()
	defer l.watchdog.begin(l)
	if d == math.MaxInt64 {
		<-l.wake
		return false
	}
	if l.restTimer == nil {
		l.restTimer = time.NewTimer(d)
	} else {
		l.restTimer.Reset(d)
	}
	select {
	case <-l.wake:
		l.restTimer.Stop()
		return false
	case <-l.restTimer.C:
		return true
	}
}

// wakeUp is called after an entry was put into the inbox: it wakes the driver if that sleeps.
// Any goroutine may call it.
func (l *Loop) wakeUp() {
	if l.asleep.Load() != awake {
		l.rouse()
	}
}

func (l *Loop) rouse() {
	switch {
	case l.asleep.CompareAndSwap(backgroundSleeps, awake):
		go l.driveInBackground()
	case l.asleep.CompareAndSwap(foregroundSleeps, awake):
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}
