package actor

import (
	"context"

	"github.com/actorloom/actorloom/internal/usererror"
)

// The course of a request to cancel:
//
//	the fiber                  the request               what comes of it
//	has not begun              is counted                the body never runs
//	runs, or was woken         is kept, in mustCancel    the current await, or the next, returns a CanceledError
//	waits                      goes to what it awaits    the await returns how that ends
//	  for what refuses it      is kept                   the same if that ends as canceled, else a CanceledError
//	  for itself, in a circle  is kept, and wakes it     the await returns a CanceledError: see breakCircle
//	has ended                  is refused                nothing
//
// What refuses it has ended already, so that the fiber is about to go on, or is a gather whose
// children all refuse it.
//
// The end of a context is such a request, too, but a fiber that it reaches in two ways takes
// it once: see interrupt.go.

// Cancel requests the fiber's cancellation and reports false when it has ended.
// The current or next await returns a [CanceledError], once; the body may clean
// up, await more, or refuse. It acts at once: on what the fiber awaits, or by a
// mark when that is not possible. It never suspends. asyncio: Task.cancel.
func (f *Fiber) Cancel(msg string) bool { return f.cancel(msg, nil) }

// cancel is Cancel, by the end of a context if that is not nil.
func (f *Fiber) cancel(msg string, end context.Context) bool {
	if f.Finished() {
		f.retrieve()
		return false
	}
	f.requests++
	a := f.act
	if a == nil || a.awaits == nil {
		f.keep(msg)
		return true
	}
	if a.passing {
		f.breakCircle(msg)
		return true
	}
	a.passing = true
	passed := false
	if c, ok := a.awaits.(*Completion); ok && end != nil {
		passed = c.Interrupt(end)
	} else {
		passed = a.awaits.Cancel(msg)
	}
	a.passing = false
	if !passed {
		f.keep(msg)
	}
	return true
}

// keep notes a request that nothing could take. Before the first step, the count of
// requests is note enough.
func (f *Fiber) keep(msg string) {
	if f.act != nil {
		if !f.act.mustCancel && f.putOffNoted() {
			f.rare().putOff = false // that of an older request
		}
		f.act.mustCancel = true
	}
	if msg != f.cancelMsg() {
		f.more().cancelMsg = msg
	}
}

func (f *Fiber) cancelMsg() string {
	if e := f.rare(); e != nil {
		return e.cancelMsg
	}
	return ""
}

// breakCircle wakes a fiber whose own request has come back to it: it waits for
// somebody who waits for it, and nothing else would ever end that. When others
// run on its stack, the topmost is woken in its place.
func (f *Fiber) breakCircle(msg string) {
	f = f.topmost()
	if f.act.watch.Stop() {
		f.loop.post(f.act, Resume{})
	}
	f.keep(msg)
}

// broken reports whether breakCircle has woken f and f had no turn since. What it
// awaits has not ended, so only the request can be what the await returns.
func (f *Fiber) broken() bool {
	c, ok := f.act.awaits.(*Completion)
	return ok && f.act.watch.of != c && !c.Finished()
}

// Canceling is the number of requests to cancel that have not been taken back.
// asyncio: Task.cancelling.
func (f *Fiber) Canceling() int { return int(f.requests) }

// Uncancel takes one request back and returns how many are left. When none is left,
// a request that was not delivered yet is forgotten. asyncio: Task.uncancel.
func (f *Fiber) Uncancel() int {
	if f.requests > 0 {
		f.requests--
		if f.requests == 0 && f.act != nil && !f.broken() {
			f.act.mustCancel = false
		}
	}
	return int(f.requests)
}

// Delivered is Canceling without the request that [CancelLater] has put off, if there is
// one: a scope that begins now, such as a timeout, must not take that for an old one.
func (f *Fiber) Delivered() int {
	if f.putsOff() {
		return int(f.requests) - 1
	}
	return int(f.requests)
}

// Undelivered reports whether the running fiber's next await returns a CanceledError, because
// of a request that came earlier.
func (f *Fiber) Undelivered() bool { return f.act != nil && f.act.mustCancel }

// UncancelOwn is Uncancel for a scope that has made a request of its own; before is how many
// there were that it takes for old ones: Delivered at its beginning, or less. It reports
// whether no other request has come since. Then one that is put off is the scope's own, and is
// forgotten. Any other that waits for the next await may be the one that a failed group inside
// has made anew, and stays, as in asyncio.
func (f *Fiber) UncancelOwn(before int) bool {
	if f.Uncancel() > before {
		return false
	}
	if f.putsOff() {
		f.act.mustCancel = false
	}
	return true
}

// ForgetUndelivered lets the running fiber's next await return no CanceledError because of a
// request that came earlier. It is for a group, whose own request may be left when its body
// awaits nothing more.
func (f *Fiber) ForgetUndelivered() {
	if f.act != nil {
		f.act.mustCancel = false
	}
}

// putsOff reports whether CancelLater has put a request off.
func (f *Fiber) putsOff() bool { return f.act != nil && f.act.mustCancel && f.putOffNoted() }

func (f *Fiber) putOffNoted() bool {
	e := f.rare()
	return e != nil && e.putOff
}

// CancelMsg is the message of c's cancellation: that of its error when it has ended as
// canceled; else, of a fiber, that of the latest request which was kept; else "".
func (c *Completion) CancelMsg() string {
	if canceled, ok := usererror.As[*CanceledError](c.err); ok {
		return canceled.Msg
	}
	if f := c.fiber(); f != nil {
		return f.cancelMsg()
	}
	return ""
}

// CancelLater lets the next await of the running fiber return a CanceledError. It is for an
// operation that was canceled when it could not be stopped any more: it passes that
// request on, and makes no new one. One that has been taken back is forgotten, as by
// [Fiber.Uncancel].
func CancelLater(ctx context.Context, msg string) {
	if f, err := Running(ctx); err == nil && f.requests > 0 {
		f.keep(msg)
		f.more().putOff = true
	}
}
