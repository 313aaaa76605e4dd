package actor

import (
	"github.com/actorloom/actorloom/internal/coro"
)

// activation is what a fiber needs only from its first step to its end: its coroutine, and its
// places in the queues of what it waits for. It is the receiver of everything that wakes the fiber.
// A loop reuses activations. So a fiber costs little to make, and one that has ended, and is kept
// for its result, is small.
//
// Several fibers may run on one stack, and so have one coroutine: see sharedstack.go.
//
// Rule: an activation that was unwound is not reused, since its watch or its wait may still be in a
// list.
//
// The fields that each step needs come first, in one cache line.
type activation struct {
	loop       *Loop
	fiber      *Fiber
	coro       *coro.Coroutine
	awaits     target // what the fiber waits for; nil while it yields or runs, unless it was unwound
	hosts      *Fiber // the fiber that runs on top of this one, on its stack, or is to begin there
	gone       int32  // how many fibers above have left by Goexit, with their frames still there
	depth      uint8  // how many fibers are below this one on its stack
	mustCancel bool   // a request to cancel waits for the fiber's next step
	passing    uint8  // Loop.requestNumber of the request that is being passed on to what it awaits; 0 for none
	unwinding  bool   // it is abandoned, and not used again
	watch      Watch  // of what it awaits
	wait       Wait
	timer      *Callback // of Sleep; it wakes wait, whichever fiber has the activation then
}

// spareActivations is how many spare activations a loop keeps at most when it tidies up, or one for
// each coroutine if those are more: see tidy.
const spareActivations = 1024

// begin gives f, which has not started, an activation and a coroutine. When f has a waiter, which
// is host, the coroutine is that of host. Otherwise it is free, a coroutine of the exchange whose
// body has ended; when free is nil, too, the engine provides one.
func (l *Loop) begin(f, host *Fiber, free *coro.Coroutine) *activation {
	a := l.activate()
	f.act, a.fiber, a.gone = a, f, 0
	switch {
	case host != nil:
		below := host.act
		a.coro, a.depth = below.coro, below.depth+1
		below.hosts = f
	case free != nil:
		free.Give((*fiberBody)(f))
		a.coro = free
	case l.exchange != nil:
		a.coro = l.exchange.Take((*fiberBody)(f))
	default:
		a.coro = l.plain.Take((*fiberBody)(f))
	}
	return a
}

// Receive lets the fiber go on.
func (a *activation) Receive(Message) { a.fiber.step(nil) }

func (l *Loop) activate() *activation {
	if a := l.activations.take(); a != nil {
		return a
	}
	a := &activation{loop: l}
	a.wait.act = a
	return a
}

// deactivate takes the activation of f, which has ended, and keeps it for reuse unless it was
// unwound.
func (l *Loop) deactivate(f *Fiber) {
	a := f.act
	f.act = nil
	if a == nil {
		return
	}
	a.fiber = nil // a's watch may still be in a list: see waiter
	// Most often these two are nil already, and to write a pointer costs more than to look.
	if a.awaits != nil {
		a.awaits = nil
	}
	if a.wait.detail != nil {
		a.wait.detail = nil
	}
	if a.wait.entered { // an Enter without a Park, as after a panic
		a.wait.Leave()
	}
	if a.unwinding {
		return
	}
	a.depth, a.mustCancel, a.passing = 0, false, 0 // a panic may have left the last two set
	l.activations.give(a)
}
