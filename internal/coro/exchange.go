package coro

import (
	"iter"
	"runtime"
)

// Exchange is the engine of direct hand-over: whoever suspends switches straight
// to whoever goes on, instead of back to the driver and from there. One switch a
// hop instead of two.
//
// An iter.Pull is a slot in which one goroutine is parked; next and yield both
// swap the calling goroutine with that one. A goroutine is parked where it made its
// last switch, not in the slot it was made with, its home:
//
//	at        the slot in which a goroutine is parked; nil while it runs
//	occupant  the goroutine that is parked in a slot
//	turn      whether the next swap of a slot has to call yield, or next
//
// Rules:
//  1. One goroutine of an engine runs at a time: the driver's, or one coroutine's.
//  2. A goroutine may end only when it was resumed from its own home by one that
//     is parked there: the end of a coroutine resumes who is parked in its home.
//  3. So before coroutines end, all go home (see Home), and a body that ends its
//     goroutine is parked first, and released last.
//
// It relies on yield being called by other goroutines than the iterator's own,
// which works, also for the race detector, and which nobody promises: SelfTest
// tells whether it does.
type Exchange struct {
	driver  Coroutine  // stands for the goroutine that drives
	running *Coroutine // the one that is not parked
	idle    []*Coroutine
	all     map[*Coroutine]struct{}
	// ended is called on a coroutine whose body has ended. It goes on when
	// the coroutine has a new body.
	ended func(*Coroutine)
}

// NewExchange makes an engine. ended is called on each coroutine whose body has
// ended; it either gives the coroutine a new body with Give, or calls Rest.
func NewExchange(ended func(*Coroutine)) *Exchange {
	e := &Exchange{all: make(map[*Coroutine]struct{}), ended: ended}
	e.driver.engine = e
	e.running = &e.driver
	return e
}

// Driver stands for the goroutine that drives.
func (e *Exchange) Driver() *Coroutine { return &e.driver }

// Running is the coroutine whose goroutine runs, or the driver.
func (e *Exchange) Running() *Coroutine { return e.running }

// Take gives body to an idle or a new coroutine, which starts when it is switched to.
func (e *Exchange) Take(body Body) *Coroutine {
	var c *Coroutine
	if n := len(e.idle); n > 0 {
		c = e.idle[n-1]
		e.idle[n-1] = nil
		e.idle = e.idle[:n-1]
	} else {
		c = &Coroutine{engine: e}
		c.at, c.occupant = c, c
		c.next, c.stop = iter.Pull(c.exchanged)
		e.all[c] = struct{}{}
	}
	c.body = body
	return c
}

// Give gives a coroutine whose body has ended the next one.
func (c *Coroutine) Give(body Body) { c.body = body }

// Rest makes a coroutine whose body has ended idle, and switches to another.
func (e *Exchange) Rest(c, to *Coroutine) {
	e.idle = append(e.idle, c)
	Switch(c, to)
}

// Switch parks from, the calling goroutine, and lets to go on. It returns when
// somebody switches to from.
func Switch(from, to *Coroutine) {
	slot := to.at
	to.at = nil
	to.engine.running = to
	from.at = slot
	slot.occupant = from
	if slot.turn {
		slot.turn = false
		slot.yield(struct{}{})
	} else {
		slot.turn = true
		slot.next()
	}
	if from.homing {
		from.home()
	}
}

// home parks a coroutine in its own slot and lets go on who was parked there, who
// does the same, until it is the driver.
func (c *Coroutine) home() {
	c.homing = false
	Switch(c, c.occupant)
}

// Home brings every parked coroutine to its home. The driver calls it.
func (e *Exchange) Home() {
	for c := range e.all {
		if c.at != nil && c.at != c {
			e.bringHome(c)
		}
	}
}

// bringHome sends the coroutines home that are parked in a circle of each other's
// slots: c is the first.
func (e *Exchange) bringHome(c *Coroutine) {
	for at := c; ; at = at.occupant {
		at.homing = true
		if at.occupant == c {
			break
		}
	}
	Switch(&e.driver, c)
}

// Close brings everybody home and ends the idle coroutines. Those that are
// suspended can be unwound then.
func (e *Exchange) Close() {
	e.Home()
	for _, c := range e.idle {
		c.body = nil
		e.release(c)
	}
	e.idle = nil
}

// Trim ends idle coroutines when there are many more than are in use.
func (e *Exchange) Trim() {
	if len(e.idle) <= keep || len(e.idle) <= 3*len(e.all)/4 {
		return
	}
	e.Home()
	for len(e.idle) > keep/2 {
		last := len(e.idle) - 1
		e.release(e.idle[last])
		e.idle[last] = nil
		e.idle = e.idle[:last]
	}
}

// release lets a coroutine that is at home run to its end.
func (e *Exchange) release(c *Coroutine) {
	delete(e.all, c)
	leave(&Coroutine{}, c)
}

// leave switches to a coroutine that will not come back: its end resumes who
// is parked in its home.
func leave(from, to *Coroutine) {
	slot := to.at
	to.at = nil
	slot.occupant = from
	if slot.turn {
		slot.yield(struct{}{})
	} else {
		slot.next()
	}
}

// UnwindAtHome ends a body that is suspended or was parked when it ended its
// goroutine, after Home: its deferred calls run, nothing else. It does so from a
// goroutine made for that, where a Goexit may go on.
func (e *Exchange) UnwindAtHome(c *Coroutine) {
	c.unwind = true
	delete(e.all, c)
	unwound := make(chan struct{})
	go func() {
		defer close(unwound)
		leave(&Coroutine{}, c)
	}()
	<-unwound
}

// Unwinding makes the calling coroutine leave when it was unwound.
func (c *Coroutine) Unwinding() {
	if c.unwind {
		runtime.Goexit()
	}
}

// exchanged is the iterator of a coroutine of an Exchange. It yields no values of
// its own: others call yield.
func (c *Coroutine) exchanged(yield func(struct{}) bool) {
	c.yield = yield
	for c.body != nil {
		c.body.RunBody()
		c.body = nil
		if c.unwind {
			return
		}
		c.engine.ended(c)
	}
}

// SelfTest reports whether the hand-over works with this version of Go: three
// coroutines pass a token around, each parked in another's slot, and go home.
func SelfTest() (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return selfTest() == "abcabc"
}

// selfTest lets three coroutines write their letters in turn, twice, each resumed
// by the one before.
func selfTest() (written string) {
	var e *Exchange
	e = NewExchange(func(c *Coroutine) { e.Rest(c, e.Driver()) })
	var ring [3]*Coroutine
	for i := range ring {
		ring[i] = e.Take(testBody(func() {
			for range 2 {
				written += string(rune('a' + i))
				if i < 2 {
					Switch(ring[i], ring[i+1])
				} else {
					Switch(ring[i], e.Driver())
				}
			}
		}))
	}
	for range 2 {
		Switch(e.Driver(), ring[0])
	}
	for _, c := range ring { // each ends its body
		Switch(e.Driver(), c)
	}
	e.Close()
	return written
}

type testBody func()

func (b testBody) RunBody() { b() }
