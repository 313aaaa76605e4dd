package coro

import (
	"iter"
	"time"
)

// Exchange is the engine of direct hand-over: whoever suspends switches straight
// to whoever goes on, instead of back to the driver and from there. One switch a
// hop instead of two.
//
// An iter.Pull is a slot in which one goroutine is parked. Its next and its yield do the same
// to it: the caller is parked in the slot, and the one that was parked there goes on. They
// have to be called in turn, next first.
//
// A Coroutine stands for two things that come apart: a slot, and the goroutine that was made
// with that slot, whose home it is. The driver is one goroutine more, without a slot. One of
// all these goroutines runs, so each slot always holds exactly one:
//
//	field      of a       says
//	at         goroutine  the slot in which it is parked; meaningless while it runs
//	yieldNext  slot       whether the next call has to be yield, and not next
//	errands    goroutine  passing: as soon as it goes on, it is to switch to the next of the
//	                      route, see bringHome
//
// An example: a and b are new coroutines, D is the driver.
//
//	switch  calls    slot of a holds  slot of b holds  yieldNext of a, b
//	                 a                b                false, false
//	D to a  a.next   D                b                true, false
//	a to b  b.next   D                a                true, true
//	b to D  a.yield  b                a                false, true
//
// Now D runs, and a and b are parked in each other's slots.
//
// Rules:
//  1. One goroutine of an engine runs at a time: the driver's, or one coroutine's.
//  2. A coroutine whose body ends its goroutine (Goexit) is dying: it is parked as
//     if it had suspended, until the driver releases it. Died tells whoever goes on in
//     its place. How a goroutine ends is in release.go.
//
// It relies on yield being called by other goroutines than the iterator's own. That works,
// also under the race detector, but nobody promises it: SelfTest tells whether it does.
type Exchange struct {
	// Back, when set, is who goes on when the running coroutine suspends or ends next.
	Back *Coroutine
	// Crowd, when set, is called when more coroutines are idle than are kept in any case: the
	// driver should call Trim after a while, even if it never rests. The call sets Watched; while
	// that is set, Crowd is not called.
	Crowd   func()
	Watched bool

	driver  Coroutine  // stands for the goroutine that drives
	running *Coroutine // the one that is not parked
	idle    []*Coroutine
	dying   []*Coroutine
	died    bool
	spare   int                         // the smallest number of idle ones since trimmed
	trimmed time.Time                   // when Trim last began to count spare anew
	alive   int                         // coroutines that have not ended
	helper  *Coroutine                  // see flip
	route   []*Coroutine                // to whom those that are passing switch, the last one first
	ended   func(*Coroutine) *Coroutine // see NewExchange
}

// NewExchange makes an engine. ended is called on each coroutine whose body has
// ended, and returns who goes on: another, or the same one, to which it has given a
// new body.
func NewExchange(ended func(*Coroutine) *Coroutine) *Exchange {
	e := &Exchange{ended: ended}
	e.running = &e.driver
	return e
}

// Driver stands for the goroutine that drives.
func (e *Exchange) Driver() *Coroutine { return &e.driver }

// Running is the coroutine whose goroutine runs, or the driver.
func (e *Exchange) Running() *Coroutine { return e.running }

// Take gives body to an idle or a new coroutine, which starts when it is switched to.
func (e *Exchange) Take(body Body) *Coroutine {
	if n := len(e.idle); n > 0 {
		c := e.idle[n-1]
		e.idle[n-1] = nil
		e.idle = e.idle[:n-1]
		e.spare = min(e.spare, n-1)
		prefetchIdle(e.idle)
		c.body = body
		return c
	}
	return e.make(body)
}

// HasIdle reports whether Take need not make a coroutine.
func (e *Exchange) HasIdle() bool { return len(e.idle) > 0 }

// Alive is how many coroutines there are, busy or idle.
func (e *Exchange) Alive() int { return e.alive }

// make makes a coroutine whose goroutine waits at home to start.
func (e *Exchange) make(body Body) *Coroutine {
	c := &Coroutine{body: body}
	c.at = c
	c.next, _ = iter.Pull(e.iterator(c))
	e.alive++
	return c
}

// Give gives a coroutine whose body has ended the next one.
func (c *Coroutine) Give(body Body) { c.body = body }

// Switch parks from, the calling goroutine, and lets to go on. It returns when
// somebody switches to from.
func (e *Exchange) Switch(from, to *Coroutine) {
	if slot, yield := e.Trade(from, to); yield {
		slot.Yield()
	} else {
		slot.Next()
	}
	e.Arrived(from)
}

// Trade is the first part of Switch: from takes to's place. The slot that it returns is then to be
// swapped, by Yield or by Next. Where the frame of Switch would cost too much, see [Coroutine],
// callers have a copy of its body.
func (e *Exchange) Trade(from, to *Coroutine) (slot *Coroutine, yield bool) {
	slot = to.at
	e.running = to
	from.at = slot
	from.place.Parks()
	yield = slot.yieldNext
	slot.yieldNext = !yield
	return slot, yield
}

// Yield swaps the calling goroutine with the one in the slot: see Trade.
func (c *Coroutine) Yield() { c.yield(struct{}{}) }

// Next does the same from the other side.
func (c *Coroutine) Next() { c.next() }

// Arrived is the last part of Switch: c goes on, unless it was resumed for
// something else.
func (e *Exchange) Arrived(c *Coroutine) {
	if c.errands&passing != 0 {
		e.passOn(c)
	}
}

// passOn switches to the next of the route, each time that c is resumed for that. It does so in a
// loop: c is parked again meanwhile, and the next time it goes on may be for the same. It is rarely
// called, and a function of its own so that the frames of those who call Arrived are small.
//
//go:noinline
func (e *Exchange) passOn(c *Coroutine) {
	for c.errands&passing != 0 {
		last := len(e.route) - 1
		to := e.route[last]
		e.route = e.route[:last]
		c.errands &^= passing
		if slot, yield := e.Trade(c, to); yield {
			slot.Yield()
		} else {
			slot.Next()
		}
	}
}

// iterator returns the function of which iter.Pull makes the coroutine c. It yields no values:
// others call its yield, to switch. A Goexit of a body is found here and not in RunBody, where a
// panic in a deferred call may have replaced it, and been recovered: the goroutine ends anyway.
// iterator is not inlined: in the copy of the closure that this would make, the compiler would
// inline no calls.
//
//go:noinline
func (e *Exchange) iterator(c *Coroutine) func(func(struct{}) bool) {
	return func(yield func(struct{}) bool) {
		c.yield = yield
		c.place.Begins()
		defer func() {
			if c.body != nil && c.errands&unwinding == 0 {
				e.die(c)
			}
		}()
		for c.body != nil {
			c.body.RunBody()
			c.body = nil
			if c.errands&unwinding != 0 {
				return
			}
			if to := e.ended(c); to != c {
				e.rest(c)
				if slot, yield := e.Trade(c, to); yield { // Switch, without its frame
					slot.Yield()
				} else {
					slot.Next()
				}
				e.Arrived(c)
			}
		}
	}
}

// rest makes a coroutine idle.
//
//go:noinline
func (e *Exchange) rest(c *Coroutine) {
	e.idle = append(e.idle, c)
	if len(e.idle) > keep && !e.Watched && e.Crowd != nil {
		e.Watched = true
		e.Crowd()
	}
}

// die parks a coroutine for good.
func (e *Exchange) die(c *Coroutine) {
	to := e.Back
	if to == nil {
		to = &e.driver
	}
	e.Back = nil
	e.died = true
	e.dying = append(e.dying, c)
	e.Switch(c, to)
}

// Died reports, once, whether the body that was switched to has ended its goroutine. If so, the
// caller lets the Goexit go on in its own goroutine.
func (e *Exchange) Died() bool {
	died := e.died
	e.died = false
	return died
}
