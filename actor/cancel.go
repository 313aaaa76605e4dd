package actor

import (
	"context"
	"math"

	"github.com/actorloom/actorloom/internal/usererror"
)

// The course of a request to cancel:
//
//	the fiber                  the request               what comes of it
//	has not begun              is counted                the body never runs
//	runs, or was woken         is kept, in mustCancel    the current await, or the next, returns a CanceledError
//	waits                      goes to what it awaits    the await returns how that ends
//	  for what refuses it      is kept                   the same if that ends as canceled, else a CanceledError
//	  for itself, in a cycle   is kept, and wakes it     the await returns a CanceledError: see breakCircle
//	has ended                  is refused                nothing
//
// A request that reaches a fiber while the fiber passes one on is that same one, come back in a
// cycle, which was counted already. Only one that was made later, by CancelAnew, is counted, too.
//
// What refuses a request has ended already, so that the fiber is about to go on, or is a gather
// whose children all refuse it.
//
// The end of a context is such a request, too, but a fiber that it reaches in two ways takes
// it once: see interrupt.go.

// Cancel requests the fiber's cancellation. It reports false when the fiber has ended. The current
// or next await returns a [CanceledError], once; the body may clean up, await more, or refuse.
// Cancel acts at once: on what the fiber awaits or, when that is not possible, by a mark on the
// fiber. It never suspends. asyncio: Task.cancel.
func (f *Fiber) Cancel(msg string) bool { return f.cancel(msg, nil) }

// CancelAnew is Cancel for whoever makes a new request; Cancel may also pass on an existing one.
// The difference shows only in a cycle of awaits. When a Cancel reaches a fiber that is passing a
// request on, the fiber takes it for the same request, come back, and does not count it. It does
// count a CancelAnew, such as that of an owner that cancels on its own account when it is asked to
// end. It never suspends.
func (c *Completion) CancelAnew(msg string) bool {
	return c.asNew(func() bool { return c.Cancel(msg) })
}

// CancelAnew is [Completion.CancelAnew], by the fiber's own Cancel. It never suspends.
func (f *Fiber) CancelAnew(msg string) bool {
	return f.asNew(func() bool { return f.Cancel(msg) })
}

// asNew calls ask, which makes a request to c, and counts that request as under way meanwhile: see
// requestNumber. It counts none when c has ended: c may be something that could not be made, see
// Refuse, which goroutines other than its loop's may cancel.
func (c *Completion) asNew(ask func() bool) bool {
	l := c.loop
	if l == nil || c.Finished() {
		return ask()
	}
	l.anew++
	defer func() { l.anew-- }()
	return ask()
}

// requestNumber numbers the request that is under way: the number is higher, the more requests were
// made while another was being passed on.
func (l *Loop) requestNumber() uint8 { return uint8(min(l.anew, math.MaxUint8-1)) + 1 }

// CancelAfterFirstStep is Cancel for a caller that has just started the fiber. If the fiber has
// still to take its first step, the request comes behind that. It never suspends.
func (f *Fiber) CancelAfterFirstStep(msg string) {
	if f.act == nil && !f.Finished() {
		f.loop.CallSoon(func() { f.cancelFromAfar(msg) })
		return
	}
	f.cancelFromAfar(msg)
}

// cancelFromAfar is Cancel for a caller that may not know that the fiber has ended. If it has, the
// error does not count as retrieved.
func (f *Fiber) cancelFromAfar(msg string) {
	if !f.Finished() {
		f.Cancel(msg)
	}
}

// cancel is Cancel. When end is not nil, the request comes from the end of that context.
func (f *Fiber) cancel(msg string, end context.Context) bool {
	if f.Finished() {
		f.RetrieveUnlessPanic()
		return false
	}
	switch a := f.act; {
	case a == nil || a.awaits == nil: // there is nothing to pass it on to
		f.requests++
		f.keep(msg)
	case a.passing > 0: // the one that f passes on has come back, or another is made meanwhile
		if f.loop.requestNumber() > a.passing {
			f.requests++
		}
		f.breakCircle(msg)
	default:
		f.requests++
		f.passOn(msg, end)
	}
	return true
}

// passOn passes a request on to what the fiber awaits, and keeps it when that refuses.
func (f *Fiber) passOn(msg string, end context.Context) {
	a := f.act
	a.passing = f.loop.requestNumber()
	passed := false
	defer func() { // also when an owner's Cancel ends the goroutine
		a.passing = 0
		if !passed {
			f.keep(msg)
		}
	}()
	if c, ok := a.awaits.(*Completion); ok && end != nil {
		passed = c.Interrupt(end)
	} else {
		passed = a.awaits.Cancel(msg)
	}
}

// passes reports whether f passes a request on.
func (f *Fiber) passes() bool { return f.act != nil && f.act.awaits != nil && f.act.passing > 0 }

// askOwner passes a request on to the owner, which is a user's. When the owner panics, that is
// reported, and whoever cancels is not concerned: it counts as a refusal, unless the owner has
// ended c before.
func (c *Completion) askOwner(ask func() bool) (taken, panicked bool) {
	defer func() {
		if v := recover(); v != nil {
			c.loop.Report(Report{Message: "the Cancel of " + c.Describe() + " panicked", Err: NewPanicError(v)})
			taken, panicked = c.Finished(), true
		}
	}()
	return ask(), false
}

// keep records a request that nothing could take. Before the first step, the count of requests is
// record enough.
func (f *Fiber) keep(msg string) {
	if f.act != nil {
		if e := f.rare(); e != nil && !f.act.mustCancel {
			e.putOff = false // that of an older request
		}
		f.act.mustCancel = true
	}
	if msg != f.cancelMsg() {
		f.makeRare().cancelMsg = msg
	}
}

func (f *Fiber) cancelMsg() string {
	if e := f.rare(); e != nil {
		return e.cancelMsg
	}
	return ""
}

// breakCircle wakes f, whose own request has come back to it: f is in a cycle of awaits, which
// nothing else would ever end. When others run on top of f on its stack, the topmost is woken in
// its place.
func (f *Fiber) breakCircle(msg string) {
	f = f.topmost()
	if f.act.watch.Stop() {
		f.loop.post(f.act, Resume{})
	}
	f.keep(msg)
}

// broken reports whether breakCircle has woken f, and f has had no turn since. What f awaits has
// not ended then, so that only the request can be what the await returns.
func (f *Fiber) broken() bool {
	c, ok := f.act.awaits.(*Completion)
	return ok && f.act.watch.of != c && !c.Finished()
}

// CancelMsg is the message of c's cancellation. When c has ended as canceled, that is the message
// of its error; otherwise, when c is the end of a fiber, that of the latest request which was kept;
// otherwise it is "".
func (c *Completion) CancelMsg() string {
	if canceled, ok := usererror.As[*CanceledError](c.Err()); ok && c.Canceled() {
		return canceled.Msg
	}
	if f := c.fiber(); f != nil {
		return f.cancelMsg()
	}
	return ""
}
