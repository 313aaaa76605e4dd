package actor

// How fibers share a stack. When a fiber begins and another already awaits it, its waiter, it runs
// on the waiter's stack. The waiter is then its host. A host cannot go on before its guest has
// ended anyway, and so the switches to a coroutine of the guest's own and back are spared. All
// fibers on one stack have the coroutine of the lowest.
//
//	hosts  a switch to the coroutine continues
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
// Now C calls runtime.Goexit. All three are one goroutine, so the Goexit goes on in B and in A, but
// in each only when it is that fiber's turn. All that follows are deferred calls; they run on top
// of the frames of C, and of B, which stay to the end:
//
//	those of C's body           then RunBody ends C, with ErrGoexit, and so wakes B
//	host of B: goOnExiting      gone of B is 1, for C. It waits for B's turn
//	those of B's body           they may await. Then RunBody ends B, with ErrGoexit
//	host of A: goOnExiting      gone of A is 2, for B and C
//	those of A's body           then RunBody ends A, and the goroutine is at its end
//
// Rules:
//  1. A fiber that hosts another is not woken before its guest has ended.
//  2. A request to cancel it goes to the guest, which is what it awaits.

// deepestStack is how many fibers share a stack at most: Go ends a process whose stack reaches 1
// GB, and to ask for frames is to walk over all of it.
const deepestStack = 100

// waiter returns the fiber on whose stack f can begin: the one that awaits f, if it was the first
// to do so. It returns nil if there is none, or its stack has as many fibers as it may.
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
	if guest.Err() == ErrGoexit { //nolint:errorlint // this very one, not a panic; errors.Is asks a user's error, which may panic
		guest.Retrieve()
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

// sharesStack reports whether the two run on one stack.
func (f *Fiber) sharesStack(other *Fiber) bool {
	return other != nil && other.act != nil && other.act.coro == f.act.coro
}

// above returns how many fibers are above f on its stack, including those that have left it by
// Goexit.
func (f *Fiber) above() (n int) {
	for ; f.act.hosts != nil && f.act.hosts.act != nil; f = f.act.hosts {
		n += 1 + int(f.act.hosts.act.gone)
	}
	return n
}
