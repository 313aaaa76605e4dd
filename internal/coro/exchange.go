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
//	via       whom a goroutine switches to as soon as it goes on: see bringHome
//
// Rules:
//  1. One goroutine of an engine runs at a time: the driver's, or one coroutine's.
//  2. The end of a goroutine resumes who is parked in its home. So it is brought
//     home first, and released from there, by the driver.
//  3. A coroutine whose body ends its goroutine (Goexit) is dying: it is parked as
//     if it had suspended, until the driver releases it. Who goes on in its place
//     is told by Died.
//  4. A Goexit goes on in who is parked in next, and not in who is parked in
//     yield. So the driver calls yield to release a body that leaves by one: its
//     own goroutine stays, even if it is locked to a thread. See flip.
//
// It relies on yield being called by other goroutines than the iterator's own,
// which works, also for the race detector, and which nobody promises: SelfTest
// tells whether it does.
type Exchange struct {
	driver  Coroutine  // stands for the goroutine that drives
	running *Coroutine // the one that is not parked
	idle    []*Coroutine
	dying   []*Coroutine
	died    bool
	alive   int        // coroutines that have not ended
	helper  *Coroutine // see flip
	// ended is called on a coroutine whose body has ended. It goes on when
	// the coroutine has a new body.
	ended func(*Coroutine)
}

// NewExchange makes an engine. ended is called on each coroutine whose body has
// ended; it either gives the coroutine a new body with Give, or calls Rest.
func NewExchange(ended func(*Coroutine)) *Exchange {
	e := &Exchange{ended: ended}
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
	if n := len(e.idle); n > 0 {
		c := e.idle[n-1]
		e.idle[n-1] = nil
		e.idle = e.idle[:n-1]
		c.body = body
		return c
	}
	return e.make(body)
}

// make makes a coroutine. It is at home, where its goroutine waits to start.
func (e *Exchange) make(body Body) *Coroutine {
	c := &Coroutine{engine: e, body: body}
	c.at, c.occupant = c, c
	c.next, c.stop = iter.Pull(c.exchanged)
	e.alive++
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
	if from.via != nil {
		from.passOn()
	}
}

// passOn switches to whoever was to go on behind c.
func (c *Coroutine) passOn() {
	to := c.via
	c.via = nil
	Switch(c, to)
}

// bringHome parks c at home, and with it all those that are parked in a circle of
// each other's slots: each goes on for as long as it takes to switch to who is in
// its home. The driver calls it.
func (e *Exchange) bringHome(c *Coroutine) {
	at := c
	for at.occupant != c {
		at.via = at.occupant
		at = at.occupant
	}
	at.via = &e.driver // who will be where c is
	Switch(&e.driver, c)
}

// die parks a coroutine for good.
func (c *Coroutine) die() {
	to := c.Back
	if to == nil {
		to = &c.engine.driver
	}
	c.Back = nil
	c.engine.died = true
	c.engine.dying = append(c.engine.dying, c)
	Switch(c, to)
}

// Died reports, once, whether the body that was switched to has ended its goroutine:
// whoever asks lets the Goexit go on there.
func (e *Exchange) Died() bool {
	died := e.died
	e.died = false
	return died
}

// Dying is how many coroutines wait for [Exchange.EndDying].
func (e *Exchange) Dying() int { return len(e.dying) }

// EndDying ends those whose bodies have ended their goroutines. The driver calls it.
func (e *Exchange) EndDying() {
	for i, c := range e.dying {
		e.dying[i] = nil
		e.Unwind(c)
	}
	e.dying = e.dying[:0]
}

// Unwind ends a body that is suspended, or dying: its deferred calls run, nothing
// else. The driver calls it, and is not touched by the Goexit with which the body
// leaves.
func (e *Exchange) Unwind(c *Coroutine) {
	c.unwind = true
	if c.at != c {
		e.bringHome(c)
	}
	if !c.turn {
		e.flip(c)
	}
	e.release(c)
}

// Unwinding makes the calling coroutine leave when it was unwound.
func (c *Coroutine) Unwinding() {
	if c.unwind {
		runtime.Goexit()
	}
}

// flip makes it yield's turn at c, which is parked at home. A visit from the
// driver takes two swaps, a next and a yield, and changes nothing; two rounds of
// the driver, c and a helper take three swaps of c's slot and three of the
// helper's.
func (e *Exchange) flip(c *Coroutine) {
	h := e.helper
	if h == nil {
		h = e.make(nil)
		h.body = &helping{h}
		e.helper = h
		Switch(&e.driver, h)
	}
	for range 2 {
		c.via, h.via = h, &e.driver
		Switch(&e.driver, c)
	}
}

// helping is the body of the helper: it is only ever passed through.
type helping struct{ c *Coroutine }

func (h *helping) RunBody() {
	Switch(h.c, h.c.engine.Driver())
	h.c.unwind = true // the end: there is no next body
}

// release lets a coroutine that is at home run to its end, in the driver's place.
func (e *Exchange) release(c *Coroutine) {
	e.alive--
	e.driver.at, c.at, c.occupant = c, nil, &e.driver
	e.running = c
	if c.turn {
		c.yield(struct{}{})
	} else {
		c.next()
	}
	e.driver.at = nil
	e.running = &e.driver
}

// Close ends the coroutines that are idle or dying. Those that are suspended can
// be unwound before.
func (e *Exchange) Close() {
	e.EndDying()
	e.endIdle(len(e.idle))
	e.idle = nil
	if h := e.helper; h != nil {
		e.helper = nil
		if h.at != h {
			e.bringHome(h)
		}
		e.release(h)
	}
}

// endIdle ends n idle coroutines.
func (e *Exchange) endIdle(n int) {
	for range n {
		last := len(e.idle) - 1
		c := e.idle[last]
		e.idle[last] = nil
		e.idle = e.idle[:last]
		if c.at != c {
			e.bringHome(c)
		}
		e.release(c)
	}
}

// Trim ends those that are dying, and some idle coroutines when there are many, and
// many more than are in use. It reports whether there are more to end. The driver
// calls it.
func (e *Exchange) Trim() (more bool) {
	if len(e.dying) > 0 {
		e.EndDying()
	}
	if !e.surplus() {
		return false
	}
	e.endIdle(min(keep, len(e.idle)-keep/2))
	return e.surplus()
}

func (e *Exchange) surplus() bool {
	return len(e.idle) > keep && len(e.idle) > 3*e.alive/4
}

// exchanged is the iterator of a coroutine of an Exchange. It yields no values of
// its own: others call yield. A body may end its goroutine although it seems to
// have returned, by a panic in a deferred call that replaced the Goexit and was
// recovered: only here can it be told.
func (c *Coroutine) exchanged(yield func(struct{}) bool) {
	c.yield = yield
	defer func() {
		if c.body != nil && !c.unwind {
			c.die()
		}
	}()
	for c.body != nil {
		c.body.RunBody()
		c.body = nil
		if c.unwind {
			return
		}
		c.engine.ended(c)
	}
}
