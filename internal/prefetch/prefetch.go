// Package prefetch asks the processor for memory that is needed soon, so that it comes while
// other work goes on.
//
// A switch of coroutines reads some ten lines of memory that lie apart: the descriptor of the
// goroutine that goes on, and what is on top of its stack. Among thousands of goroutines none of
// these is in a cache, and the locked instructions of a switch wait for every read before them.
// A prefetch is no read: nothing waits for it.
//
// It is no more than a hint. What it names need not exist: the address of a stack that has moved,
// or of a descriptor that serves another goroutine, costs some time and does no harm. On processors
// for which no assembly is here, all of this does nothing.
package prefetch

import "unsafe"

// Line prefetches the line of the cache in which *p begins.
func Line[T any](p *T) { line(unsafe.Pointer(p)) }

// Goroutine is where in memory a goroutine is. The zero value is a goroutine of which nothing is
// known.
type Goroutine struct {
	descriptor, stack uintptr
}

// Begins notes the descriptor of the calling goroutine.
func (g *Goroutine) Begins() { g.descriptor = descriptor() }

// Descriptor is the address of the calling goroutine's descriptor. It is 0 on processors for which no
// assembly is here. As long as the goroutine lives, no other has that address.
func Descriptor() uintptr { return descriptor() }

// Parks notes where the calling goroutine's stack ends, but for a few frames. It is there to be
// inlined.
func (g *Goroutine) Parks() {
	var here byte
	g.stack = uintptr(unsafe.Pointer(&here))
}

// Prefetch prefetches what a switch to the goroutine reads, and the line of its slot.
func (g *Goroutine) Prefetch(slot unsafe.Pointer) { goroutine(g.descriptor, g.stack, slot) }
