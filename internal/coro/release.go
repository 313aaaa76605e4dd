package coro

import "time"

// How the coroutines of an Exchange end. The driver does all of this, and every call leaves
// it running.
//
// When a goroutine ends, the one that is parked in its home goes on, from wherever the end came. If
// the goroutine ends by Goexit, the Goexit goes on in that one if it is parked in next, and not if
// it is parked in yield. So, before a goroutine ends:
//
//	bringHome  it is parked at home: its home is free for the driver, and nobody else is resumed
//	flip       if it is to leave by Goexit, it is yield's turn at its home
//	release    the driver parks there, and goes on at its end
//
// Plain makes a goroutine to take the Goexit instead: see Coroutine.Unwind. That would not do for a
// driver that is locked to its thread.

// bringHome parks c at home. While the driver runs, the coroutines fill each other's slots. So c,
// the one in whose home c is, the one in whose home that one is, and so on, form a cycle. Each of
// them goes on only to switch to the one that is parked in its own home, and so is parked at home
// itself. So all of the cycle come home:
//
//	switch  slot of c holds  of a  of b
//	        a                b     c
//	D to c  a                b     D
//	c to a  c                b     D
//	a to b  c                a     D
//	b to D  c                a     b
func (e *Exchange) bringHome(c *Coroutine) {
	e.route = append(e.route, &e.driver) // which by then is where c was
	for at := c.at; at != c; at = at.at {
		at.errands |= passing
		e.route = append(e.route, at)
	}
	c.errands |= passing
	all := e.route
	e.Switch(&e.driver, c)
	if clear(all); cap(all) > 64*keep {
		e.route = nil
	}
}

// Dying is how many coroutines wait for [Exchange.EndDying].
func (e *Exchange) Dying() int { return len(e.dying) }

// EndDying ends the coroutines whose bodies have ended their goroutines.
func (e *Exchange) EndDying() {
	for i, c := range e.dying {
		e.dying[i] = nil
		e.Unwind(c)
	}
	e.dying = e.dying[:0]
}

// Unwind ends a body that is suspended, or dying: its deferred calls run, nothing
// else. The driver is not touched by the Goexit with which the body leaves.
func (e *Exchange) Unwind(c *Coroutine) {
	c.errands |= unwinding
	if c.at != c {
		e.bringHome(c)
	}
	if !c.yieldNext {
		e.flip(c)
	}
	e.release(c)
}

// flip makes it yield's turn at c, which is parked at home. Each swap of a slot changes the
// turn, so c's slot needs an odd number of swaps that leave c at home. A visit of the driver
// is two: it takes c's place, and c takes its place back. Two rounds with a helper h, which is
// at home too, are three:
//
//	switch  slot of c holds  of h  swaps of c's slot
//	        c                h     0
//	D to c  D                h     1
//	c to h  D                c     1
//	h to D  h                c     2
//	D to c  h                D     2
//	c to h  c                D     3
//	h to D  c                h     3
func (e *Exchange) flip(c *Coroutine) {
	h := e.helper
	if h == nil {
		h = e.make(nil)
		h.body = &helping{e, h}
		e.helper = h
		e.Switch(&e.driver, h)
	}
	for range 2 {
		c.errands |= passing
		h.errands |= passing
		e.route = append(e.route, &e.driver, h)
		e.Switch(&e.driver, c)
	}
}

// helping is the body of the helper: it is only ever passed through.
type helping struct {
	e *Exchange
	c *Coroutine
}

func (h *helping) RunBody() {
	h.e.Switch(h.c, h.e.Driver())
	h.c.errands |= unwinding // the end: there is no next body
}

// release lets a coroutine that is at home run to its end, in the driver's place.
func (e *Exchange) release(c *Coroutine) {
	e.alive--
	e.driver.at, c.at = c, nil
	e.running = c
	if c.yieldNext {
		c.yield(struct{}{})
	} else {
		c.next()
	}
	e.driver.at = nil
	e.running = &e.driver
}

// Close ends the coroutines that are idle or dying. Those that are suspended stay: Unwind ends
// them.
func (e *Exchange) Close() {
	e.EndDying()
	e.endIdle(len(e.idle))
	e.idle, e.route = nil, nil
	if h := e.helper; h != nil {
		e.helper = nil
		e.release(h) // it never stays away from home
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

// unneeded is how long idle coroutines that nobody takes are kept. atOnce is how many of them Trim
// ends in one call at most, which takes some milliseconds.
const (
	unneeded = time.Second
	atOnce   = 1 << 14
)

// Trim ends the coroutines that are dying, and idle ones that nobody has needed for the time of
// unneeded. It reports whether there may be more to end after that time. The driver calls it before
// it rests; it costs nothing when there are few.
func (e *Exchange) Trim() (again bool) {
	if len(e.dying) > 0 {
		e.EndDying()
	}
	if len(e.idle) <= keep {
		return false
	}
	now := time.Now()
	if e.spare == 0 || now.Sub(e.trimmed) >= unneeded {
		e.endIdle(min(e.spare, len(e.idle)-keep, atOnce))
		e.spare, e.trimmed = len(e.idle), now
	}
	return len(e.idle) > keep
}
