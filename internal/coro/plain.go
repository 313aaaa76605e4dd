package coro

import "iter"

// keep is how many idle coroutines an engine of either kind holds on to. An idle one
// costs about 2.5 KB; making one costs about four round trips.
const keep = 1024

// Plain is the plain engine: a coroutine is an iter.Pull whose owner resumes it with next
// and whose body suspends with yield. It uses nothing but what package iter documents. The
// zero value is ready to use. It belongs to one loop: a coroutine that was made while its
// thread was locked can be resumed on that thread only.
type Plain struct {
	idle   []*Coroutine
	closed bool
}

// Take gives body to an idle or a new coroutine, which starts when it is resumed.
func (e *Plain) Take(body Body) *Coroutine {
	if n := len(e.idle); n > 0 {
		c := e.idle[n-1]
		e.idle[n-1] = nil
		e.idle = e.idle[:n-1]
		prefetchIdle(e.idle)
		c.body = body
		return c
	}
	c := &Coroutine{body: body}
	c.at = c
	c.next, _ = iter.Pull(c.bodies)
	return c
}

// Reuse takes back a coroutine whose body has ended.
func (e *Plain) Reuse(c *Coroutine) {
	if e.closed || len(e.idle) >= keep {
		c.end()
		return
	}
	e.idle = append(e.idle, c)
}

// Close ends the idle coroutines. Those that are suspended stay.
func (e *Plain) Close() {
	e.closed = true
	for _, c := range e.idle {
		c.end()
	}
	e.idle = nil
}

// end lets the iterator of an idle coroutine return.
func (c *Coroutine) end() {
	c.errands |= unwinding
	c.next()
}

// bodies is the iterator: one value for each suspension and one for each end of
// a body, after which it waits, idle, for the next body.
func (c *Coroutine) bodies(yield func(struct{}) bool) {
	c.yield = yield
	c.place.Begins()
	for {
		c.body.RunBody()
		c.body = nil
		if c.errands&unwinding == 0 {
			c.place.Parks()
			yield(struct{}{})
		}
		if c.errands&unwinding != 0 {
			return
		}
	}
}
