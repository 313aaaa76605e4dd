package coro

import "iter"

// keep is how many idle coroutines an engine of either kind holds on to. An idle one
// costs about 2.5 KB; making one costs about four round trips.
const keep = 1024

// Pull returns the plain engine: a coroutine is an iter.Pull whose loop resumes
// it with next and whose body suspends with yield. It uses nothing but what
// package iter documents.
func Pull() Engine { return &pullEngine{} }

type pullEngine struct {
	idle   []*Coroutine
	closed bool
}

func (e *pullEngine) Take(body Body) *Coroutine {
	if n := len(e.idle); n > 0 {
		c := e.idle[n-1]
		e.idle[n-1] = nil
		e.idle = e.idle[:n-1]
		c.body = body
		return c
	}
	c := &Coroutine{body: body}
	c.next, _ = iter.Pull(c.bodies)
	return c
}

func (e *pullEngine) Reuse(c *Coroutine) {
	if e.closed || len(e.idle) >= keep {
		c.end()
		return
	}
	e.idle = append(e.idle, c)
}

func (e *pullEngine) Close() {
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
	for {
		c.body.RunBody()
		c.body = nil
		if c.errands&unwinding == 0 {
			yield(struct{}{})
		}
		if c.errands&unwinding != 0 {
			return
		}
	}
}
