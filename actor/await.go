package actor

import (
	"context"
	"fmt"
)

// Await suspends the context's fiber until c has ended, and returns what c ended with. It does not
// suspend when c has ended already. A cancellation of the fiber is passed on to c, and so is the
// end of a derived context; Await still returns only when c has ended. When the derived context has
// ended and c ends as canceled, Await returns the context's cause.
//
// It fails as [Running] does, at once. When c has not ended, it fails, one pass later, with
// ErrForeignLoop and with ErrSelfAwait. asyncio: await.
func (c *Completion) Await(ctx context.Context) error {
	var within context.Context
	f := plainly(ctx)
	if f == nil {
		var err error
		if f, within, err = awaiting(ctx); err != nil {
			c.RetrieveRefusal()
			return err
		}
	}
	if c.Finished() {
		if within != nil {
			return f.outcomeWithin(within, c.Outcome())
		}
		return c.Outcome()
	}
	switch {
	case c.loop != f.loop:
		return f.refuse(within, fmt.Errorf("%s awaits %s: %w", f, c.Which(), ErrForeignLoop))
	case c == &f.Completion:
		return f.refuse(within, fmt.Errorf("%s: %w", f, ErrSelfAwait))
	}
	c.watch(&f.act.watch, f.act)
	return f.park(within, c)
}

// park suspends the fiber until t ends or, when t is nil, until it is woken. The caller has made
// sure that the end of t wakes the fiber.
func (f *Fiber) park(within context.Context, t target) error {
	if within != nil {
		return f.parkWithin(within, t)
	}
	a := f.act // all that is needed after the switch, so that the frame is small
	if t != nil {
		a.awaits = t
		if a.mustCancel { // cleared before the call, which may set it again: see breakCircle
			a.mustCancel = false
			a.mustCancel = !a.cancelNow(t) || a.mustCancel
		}
	}
	for {
		if l, c := a.loop, a.coro; l.exchange == nil { // activation.suspend, without its frame
			c.Suspend()
		} else if to := l.successor(nil); to != c {
			if slot, yield := l.exchange.Trade(c, to); yield {
				slot.Yield()
			} else {
				slot.Next()
			}
		}
		if a.coro.Sent() {
			a.runErrand()
		}
		if a.hosts == nil {
			break
		}
		a.fiber.host()
	}
	return a.awaited()
}

// awaited is what an await returns, when it is the fiber's turn again.
func (a *activation) awaited() error {
	t := a.awaits
	a.awaits = nil
	switch {
	case a.mustCancel:
		return a.deliver(t)
	case t != nil:
		return t.outcome()
	}
	return nil
}

// deliver is what an await returns after its suspension when a request to cancel
// waits to be delivered.
func (a *activation) deliver(t target) (err error) {
	if t != nil {
		err = t.outcome()
	}
	a.mustCancel = false
	if !IsCanceled(err) {
		err = CanceledWith(a.fiber.cancelMsg())
	}
	return err
}

// refuse fails an await of what cannot be awaited, one pass later, as asyncio does.
func (f *Fiber) refuse(within context.Context, err error) error {
	f.loop.post(f.act, Resume{})
	if canceled := f.park(within, nil); canceled != nil {
		return canceled
	}
	return err
}

// runErrand does what the fiber was resumed for, when that is not to go on: see
// coro.Coroutine.Sent. It is a function of its own to keep the frames of its callers small, since
// they are on the stack of each fiber that waits.
//
//go:noinline
func (a *activation) runErrand() {
	if x := a.loop.exchange; x != nil {
		x.Arrived(a.coro)
	}
	a.coro.Unwinding()
	a.answer()
}

// answer gives the frames of the fiber to whoever asks, as often as somebody does,
// and suspends again each time.
func (a *activation) answer() {
	for p := a.loop.probe; p != nil; p = a.loop.probe {
		p.frames = callers(3, mostFrames)
		a.loop.probe = nil
		a.coro.Answered()
		a.suspend()
	}
}

// suspend parks the body until the fiber's next step. Fiber.park, Yield and WaitQueue.Wait
// contain a copy of it, and of coro.Exchange.Switch in it, instead of a call: each frame
// between a switch and the body costs time, see coro.Coroutine.
func (a *activation) suspend() {
	if l, c := a.loop, a.coro; l.exchange == nil {
		c.Suspend()
	} else if to := l.successor(nil); to != c {
		l.exchange.Switch(c, to)
		c.Unwinding()
	}
}

// cancelNow passes a request on to t, which is about to be awaited. It is a function of its own to
// keep park's frame small.
//
//go:noinline
func (a *activation) cancelNow(t target) bool {
	return a.beforehand(func() bool { return t.Cancel(a.fiber.cancelMsg()) })
}

// beforehand calls cancel, which may be an owner's, for what is about to be awaited. When cancel
// calls Goexit, the await is taken back, since the body's deferred calls may await something else.
func (a *activation) beforehand(cancel func() bool) (accepted bool) {
	returned := false
	defer func() {
		if returned {
			return
		}
		a.awaits = nil
		if !a.watch.Stop() { // the owner had ended it before
			a.loop.ready.takeBack(a)
		}
		a.wait.leaveQueue()
		a.wait.state = waitIdle
	}()
	accepted = cancel()
	returned = true
	return accepted
}
