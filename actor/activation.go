package actor

import (
	"github.com/actorloom/actorloom/internal/coro"
)

// activation is what a fiber needs from its first step to its end, and only then:
// its coroutine and its places in the queues of what it waits for. It is the
// receiver of all that wakes the fiber. A loop uses activations again, so that
// making a fiber costs little, and one that has ended, whose result somebody
// keeps, is small.
//
// A fiber that begins while another already awaits it runs on the stack of that
// one, its host, which cannot go on before anyway: that spares the switches to a
// coroutine of its own and back. So all fibers on one stack have the same coroutine,
// that of the lowest.
//
//	hosts  a switch to coro continues
//	nil    the fiber: it is the topmost on its stack
//	set    the fiber that it hosts or, if that hosts another, the one above, and so on
//
// A awaits B, which had not begun, and B awaits C, which had not either. From the bottom of
// their one stack to its top:
//
//	RunBody of A, its body, park, host    A hosts B
//	RunBody of B, its body, park, host    B hosts C
//	RunBody of C, its body, park          a switch to the coroutine goes on here
//
// When C leaves by Goexit, the deferred calls of B run next, on top of the frames of C, which
// are still there: gone of B is 1.
//
// Rules:
//  1. A fiber that hosts another is not woken before that one has ended.
//  2. A request to cancel it goes to that one, which is what it awaits.
//  3. A Goexit of a hosted fiber goes on in its host: they are one goroutine.
//  4. An activation that was unwound is not used again: its watch or its wait may still
//     stand in a list.
//
// The fields that each step needs come first, in one cache line.
type activation struct {
	loop       *Loop
	fiber      *Fiber
	coro       *coro.Coroutine
	awaits     target // while the fiber waits for it; nil while it yields or runs, unless it was unwound
	hosts      *Fiber // who runs on top of this fiber, on its stack, or is to begin there
	gone       int32  // how many above have left by Goexit, whose frames are still there
	depth      uint8  // how many fibers are below this one on its stack
	mustCancel bool   // a request to cancel waits for the fiber's next step
	passing    bool   // a request to cancel is on its way to what the fiber awaits: see breakCircle
	unwinding  bool   // it is abandoned: see rule 4
	watch      Watch  // of what it awaits
	wait       Wait
	timer      *Callback // of Sleep; it wakes wait, whichever fiber has the activation then
}

const (
	// deepestStack is how many fibers share a stack at most: Go ends a process
	// whose stack reaches 1 GB, and whoever asks for frames walks over all.
	deepestStack = 100
	// spareActivations is how many a loop keeps for use.
	spareActivations = 1024
)

// begin gives f, which has not started, an activation and a coroutine: that of host, its
// waiter; without one, free, a coroutine of the exchange whose body has ended; without
// either, one that the engine has.
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

// waiter is the fiber on whose stack f can begin, nil for none: the one that
// awaits f, when it was the first to do so.
func (f *Fiber) waiter() *Fiber {
	if f.first == nil {
		return nil
	}
	a, ok := f.first.to.(*activation)
	if !ok || a.depth >= a.loop.deepest {
		return nil
	}
	return a.fiber
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

// deactivate takes the activation of a fiber that has ended: see rule 4.
func (l *Loop) deactivate(f *Fiber) {
	a := f.act
	f.act = nil
	if a == nil {
		return
	}
	a.fiber = nil // a's watch may still be in a list: see waiter
	if a.awaits != nil {
		a.awaits = nil
	}
	if a.wait.detail != nil {
		a.wait.detail = nil
	}
	if a.unwinding {
		return
	}
	a.depth, a.mustCancel, a.passing = 0, false, false // a panic may have left the last two set
	l.activations.give(a, spareActivations)
}

// host runs the fiber that f hosts to its end, on f's stack. A Goexit of that fiber goes
// on in f, but only in f's turn: f first waits for it, as for the end of any other fiber.
func (f *Fiber) host() {
	guest := f.act.hosts
	top := guest.act
	returned := false
	defer func() {
		f.act.hosts = nil
		if !returned {
			f.act.gone += 1 + top.gone
			f.goOnExiting(guest)
		}
	}()
	(*fiberBody)(guest).RunBody()
	returned = true
}

// goOnExiting waits, in the middle of the Goexit of guest, until it is f's turn to learn
// of guest's end. When it returns, the Goexit goes on in f.
func (f *Fiber) goOnExiting(guest *Fiber) {
	if f.act.unwinding {
		f.loop.current = f // its deferred calls are next
		return
	}
	if guest.err == ErrGoexit { //nolint:errorlint // this very one, not a panic; errors.Is asks a user's error, which may panic
		guest.retrieve()
	}
	f.act.suspend()
	f.act.answer()
	f.act.awaits = nil
}

// topmost is the fiber that runs when f's coroutine is switched to.
func (f *Fiber) topmost() *Fiber {
	for f.act != nil && f.act.hosts != nil {
		f = f.act.hosts
	}
	return f
}
