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
//	  for itself, in a circle  is kept, and wakes it     the await returns a CanceledError: see breakCircle
//	has ended                  is refused                nothing
//
// A request that comes to a fiber while that passes one on has come back to it, and was counted; but
// one that was made later, by CancelAnew, is counted, too.
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

// CancelAnew is Cancel for whoever makes a new request; Cancel may also pass on an existing one.
// The difference shows only in a circle of awaits: a fiber that is passing a request on takes a
// Cancel that reaches it meanwhile for the same request, come back, and does not count it. It
// counts a CancelAnew, such as that of an owner that cancels on its own account when it is asked to
// end. It never suspends.
func (c *Completion) CancelAnew(msg string) bool {
	return c.asNew(func() bool { return c.Cancel(msg) })
}

// CancelAnew is [Completion.CancelAnew], by the fiber's own Cancel. It never suspends.
func (f *Fiber) CancelAnew(msg string) bool {
	return f.asNew(func() bool { return f.Cancel(msg) })
}

// asNew calls ask, which makes a request to c, and counts that as under way meanwhile: see made. What
// could not be made has ended, and its loop is that of many goroutines.
func (c *Completion) asNew(ask func() bool) bool {
	l := c.loop
	if l == nil || c.Finished() {
		return ask()
	}
	l.anew++
	defer func() { l.anew-- }()
	return ask()
}

// made numbers the request that is under way: the higher, the more were made, each while the one
// before was passed on.
func (l *Loop) made() uint8 { return uint8(min(l.anew, math.MaxUint8-1)) + 1 }

// CancelAfterFirstStep is Cancel for whoever has just let the fiber start: when that has still to
// take its first step, the request comes behind it. It never suspends.
func (f *Fiber) CancelAfterFirstStep(msg string) {
	if f.act == nil && !f.Finished() {
		f.loop.CallSoon(func() { f.cancelFromAfar(msg) })
		return
	}
	f.cancelFromAfar(msg)
}

// cancelFromAfar is Cancel by somebody who does not hold the fiber, and may not know that it has
// ended meanwhile: then the error does not count as retrieved.
func (f *Fiber) cancelFromAfar(msg string) {
	if !f.Finished() {
		f.Cancel(msg)
	}
}

// cancel is Cancel, by the end of a context if that is not nil.
func (f *Fiber) cancel(msg string, end context.Context) bool {
	if f.Finished() {
		f.Retrieve()
		return false
	}
	switch a := f.act; {
	case a == nil || a.awaits == nil: // there is nothing to pass it on to
		f.requests++
		f.keep(msg)
	case a.passing > 0: // the one that f passes on has come back, or another is made meanwhile
		if f.loop.made() > a.passing {
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
	a.passing = f.loop.made()
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

// askOwner passes a request on to the owner, which is a user's. A panic of it is reported, and no
// concern of whoever cancels: it counts as a refusal, unless the owner has ended c before.
func (c *Completion) askOwner(ask func() bool) (taken, panicked bool) {
	defer func() {
		if v := recover(); v != nil {
			c.loop.Report(Report{Message: "the Cancel of " + c.Describe() + " panicked", Err: NewPanicError(v)})
			taken, panicked = c.Finished(), true
		}
	}()
	return ask(), false
}

// keep notes a request that nothing could take. Before the first step, the count of
// requests is note enough.
func (f *Fiber) keep(msg string) {
	if f.act != nil {
		if e := f.rare(); e != nil && !f.act.mustCancel {
			e.putOff = false // that of an older request
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

// CancelMsg is the message of c's cancellation: that of its error when it has ended as
// canceled; else, of a fiber, that of the latest request which was kept; else "".
func (c *Completion) CancelMsg() string {
	if canceled, ok := usererror.As[*CanceledError](c.Err()); ok && c.Canceled() {
		return canceled.Msg
	}
	if f := c.fiber(); f != nil {
		return f.cancelMsg()
	}
	return ""
}
