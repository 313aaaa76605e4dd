package coro

import "unsafe"

// Many is how many coroutines there have to be for a prefetch to pay: what fewer of them need
// stays in the first two levels of the caches.
const Many = 256

// Prefetch prefetches what a switch to c, which is parked, reads.
func (c *Coroutine) Prefetch() { c.place.Prefetch(unsafe.Pointer(c.at)) }

// prefetchIdle prefetches the coroutine that is taken after the next one, if there are many.
func prefetchIdle(idle []*Coroutine) {
	if n := len(idle); n >= Many {
		idle[n-2].Prefetch()
	}
}
