// Package coro runs bodies that can stop in the middle of any call and go on
// later. It has two engines that make coroutines for a loop: [Plain] and [Exchange].
//
// A [Coroutine] is in one of these states:
//
//	state      entered by                     left by
//	suspended  Take; Suspend, by the body     Resume (to running), Unwind (to dead)
//	running    Resume                         Suspend (to suspended), the body's return (to idle), Goexit (to dead)
//	idle       the body's return              Take, Give (to suspended, before its body), the engine when it has no use for it (to dead)
//	dead       see the others                 never
//
// These are the calls of Plain. Resume returns when the body suspends or ends. It may be
// called from any goroutine, one at a time, and from inside another coroutine's body.
// A panic must not leave a body: its owner recovers it. A Goexit of the body
// goes on in whoever called Resume, so that t.FailNow in a task ends the test
// that runs the loop.
//
// In an Exchange the states are the same, and Exchange.Switch is what starts, resumes and
// suspends. A Goexit does not go on by itself there: see [Exchange.Died].
package coro

import (
	"runtime"

	"github.com/actorloom/actorloom/internal/prefetch"
)

// Body is what a coroutine runs.
type Body interface {
	// RunBody runs to the end on the coroutine's goroutine and does not panic.
	RunBody()
}

// Coroutine is one body's execution. It is a struct of functions and no
// interface, so that Resume, Next and Yield are inlined: after a switch the
// processor cannot predict a return, and so each frame between the switch and
// the body costs several nanoseconds. It fills one line of a cache.
type Coroutine struct {
	next      func() (struct{}, bool)
	yield     func(struct{}) bool
	body      Body
	errands   errands
	yieldNext bool       // in an Exchange: see there
	at        *Coroutine // the slot in which it is parked: in an Exchange it may be another's
	place     prefetch.Goroutine
}

// errands are what a coroutine is resumed for, other than to go on. They are bits of one byte, so
// that one look tells whether there are any.
type errands uint8

const (
	passing   errands = 1 << iota // to switch to another: see Exchange.bringHome
	unwinding                     // to end
	asked                         // to answer: see Ask
)

// Sent reports whether the coroutine was resumed for something other than to go on. The caller then
// calls [Exchange.Arrived], if the coroutine is one of an Exchange, and [Coroutine.Unwinding]. At
// last it does what it was asked: see [Coroutine.Ask].
func (c *Coroutine) Sent() bool { return c.errands != 0 }

// Ask makes Sent report true until Answered is called: the body is wanted for something that only
// its owner knows.
func (c *Coroutine) Ask() { c.errands |= asked }

// Answered takes Ask back.
func (c *Coroutine) Answered() { c.errands &^= asked }

// Unwinding ends the calling goroutine by Goexit, if its coroutine was unwound.
func (c *Coroutine) Unwinding() {
	if c.errands&unwinding != 0 {
		runtime.Goexit()
	}
}

// Resume lets a suspended body go on until it suspends again or ends.
func (c *Coroutine) Resume() { c.next() }

// Ended reports whether the body has ended.
func (c *Coroutine) Ended() bool { return c.body == nil }

// Suspend gives control back to whoever resumed. Only the body calls it. It does
// not return when the coroutine is unwound instead of resumed.
func (c *Coroutine) Suspend() {
	c.place.Parks()
	c.yield(struct{}{})
	c.Unwinding()
}

// Unwind ends a suspended body of a Plain: its deferred calls run, nothing else. The body leaves by
// Goexit, which its recovers cannot see. The Goexit goes on in the goroutine that resumes the
// coroutine, so Unwind makes one for that.
func (c *Coroutine) Unwind() {
	c.errands |= unwinding
	unwound := make(chan struct{})
	go func() {
		defer close(unwound)
		c.next()
	}()
	<-unwound
}
