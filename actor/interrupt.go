package actor

import (
	"context"
	"fmt"
	"sync/atomic"
)

// How the end of a context becomes a request to cancel: what is awaited under that context
// (parkWithin), or a fiber that was started with it (CancelWith). Each of the two makes an
// interruption. Who notices the end is in interruptions.go.
//
// An example: a body awaits a task, which sleeps for an hour, under context.WithTimeout(ctx,
// time.Second).
//
//	Await       parkWithin sets an interruption of the task, and suspends the body
//	a second    the context ends. Whoever notices it calls interrupt: the task is canceled
//	then        the task ends as canceled, and wakes the body
//	the body    Await returns context.DeadlineExceeded. The body itself was not canceled
//
// A fiber that one context reaches in both ways takes one request: see Completion.Interrupt.

// interruption cancels a target, once, when a context ends.
//
//	state        entered by                             left by
//	set          its making; a refusal                  interrupt (to asking)
//	asking       interrupt, when the context has ended  the target's answer, which may be a refusal
//	interrupted  the target took the request            never
//	broken       the owner panicked, or called Goexit   never
//
// It is over when the loop's interruptions no longer hold it: the await has returned, or the fiber
// has ended. Until then a target that has refused is asked again: see interruptions.go for who does
// so.
type interruption struct {
	ctx     context.Context
	done    <-chan struct{} // of ctx
	target  target
	index   int // in interruptions.all
	state   interruptionState
	told    atomic.Bool     // somebody else has told it of that end, so the news may be ignored
	watched *watchedContext // of ctx, under a virtual clock, where the end of each pass looks at it
	prev    *interruption   // in the ring of those alike
	next    *interruption
}

type interruptionState uint8

const (
	set interruptionState = iota
	asking
	interrupted
	broken
)

// parkWithin is park under within, a derived context. The end of within cancels what is awaited,
// and is no request to f itself. Then parkWithin returns the cause of within, if nobody has
// canceled f, and either what was awaited has ended as canceled or nothing was awaited (Yield).
// Otherwise it returns what park returns. Who has canceled what was awaited does not matter: a task
// that was started with within may have ended before this await hears of the end of within.
func (f *Fiber) parkWithin(within context.Context, t target) error {
	if t == nil { // Yield: nothing to interrupt
		err := f.park(nil, nil)
		if err == nil && within.Err() != nil {
			err = context.Cause(within)
		}
		return err
	}
	pending := f.act.mustCancel         // f was canceled before the await
	if pending && within.Err() != nil { // so park cancels t: once is enough
		return f.park(nil, t)
	}
	p := &interruption{ctx: within, done: within.Done(), target: t}
	requests := f.requests
	f.loop.watchEnd(p)
	defer f.loop.interruptions.remove(p)
	if !f.act.beforehand(p.interrupt) {
		stop := f.loop.news(p)
		defer stop()
	}
	err := f.park(nil, t)
	if pending || f.requests > requests { // f was canceled, before the await or in it
		return err
	}
	return f.outcomeWithin(within, err)
}

// outcomeWithin returns the result of an await of the running fiber under within, a derived
// context, for something that has ended with err. It is the cause of within if err is a
// cancellation and within has ended, and err otherwise. So the result does not depend on who was
// told of the end of within first, the awaited task or the await. It is also err while a request
// waits for the fiber's next await, since that request would be lost otherwise.
func (f *Fiber) outcomeWithin(within context.Context, err error) error {
	if within.Err() != nil && !f.act.mustCancel && IsCanceled(err) {
		return context.Cause(within)
	}
	return err
}

// CancelWith makes the end of ctx cancel the fiber, once. It is how a context from outside, such as
// one that Ctrl-C ends, reaches a task. The function that it returns reports whether ctx has
// canceled the fiber.
func (f *Fiber) CancelWith(ctx context.Context) (happened func() bool) {
	done := ctx.Done()
	if done == nil {
		return func() bool { return false }
	}
	p := &interruption{ctx: ctx, done: done, target: f}
	e := f.makeRare()
	e.interruptions = append(e.interruptions, p)
	if !p.interrupt() && !f.Finished() {
		f.loop.watchEnd(p)
		stop := f.loop.news(p)
		f.afterEnd(func() {
			stop()
			f.loop.interruptions.remove(p)
		})
	}
	return func() bool { return p.state == interrupted }
}

// interrupt cancels the target if the context has ended, unless that was done before. It reports
// whether the target has taken the request, now or before.
func (p *interruption) interrupt() bool {
	if p.state == interrupted || p.state == broken || p.ctx.Err() == nil {
		return p.state == interrupted
	}
	if p.state == asking { // it has come back, perhaps in a request made anew
		taken, _ := p.ask(true)
		if taken {
			p.state = interrupted
		}
		return taken
	}
	p.state = asking
	answer := broken // unless ask returns
	defer func() {
		if p.state == asking { // otherwise the request that came back was taken
			p.state = answer
		}
	}()
	taken, panicked := p.ask(false)
	switch {
	case taken:
		answer = interrupted
	case !panicked:
		answer = set
	}
	return taken
}

// ask passes the request on to the target. back tells that the request has come back to the target
// in a cycle of awaits. ask also reports whether the target's owner has panicked.
func (p *interruption) ask(back bool) (taken, panicked bool) {
	switch t := p.target.(type) {
	case *Fiber:
		msg := fmt.Sprint(context.Cause(p.ctx))
		if back && t.passes() {
			t.breakCircle(msg)
			return true, false
		}
		return t.cancel(msg, p.ctx), false
	case *Completion:
		return t.interrupt(p.ctx, true)
	default:
		return t.Cancel("the context ended"), false
	}
}

// Interrupt is Cancel because ctx, under which c is awaited, has ended. When that end cancels c's
// fiber anyway, see [Fiber.CancelWith], it makes no second request.
//
// If c's owner is [Interruptible], its Interrupt is called in place of its Cancel. The Leave of a
// [Leaver] is called only by the await under ctx itself, in place of both, and not when the end of
// ctx comes by way of a fiber that was started with ctx.
func (c *Completion) Interrupt(ctx context.Context) bool {
	taken, _ := c.interrupt(ctx, false)
	return taken
}

// InterruptAnew is to Interrupt what [Completion.CancelAnew] is to Cancel: it is for a caller that
// makes a new request. The end of a context that is already on its way to a fiber is no new
// request, by whatever way it comes back.
func (c *Completion) InterruptAnew(ctx context.Context) bool {
	return c.asNew(func() bool { return c.Interrupt(ctx) })
}

// interrupt is Interrupt. await tells that the await under ctx itself makes the request. interrupt
// also reports whether the owner has panicked.
func (c *Completion) interrupt(ctx context.Context, await bool) (taken, panicked bool) {
	if p := c.fiber().interruptionBy(ctx); p != nil && !c.Finished() {
		return p.interrupt(), false
	}
	if c.Finished() || c.ofFiber || c.owner == nil {
		return c.Cancel(fmt.Sprint(context.Cause(ctx))), false
	}
	return c.askOwner(func() bool {
		if o, ok := c.owner.(Leaver); ok && await {
			return o.Leave()
		}
		if o, ok := c.owner.(Interruptible); ok {
			return o.Interrupt(ctx)
		}
		return c.owner.Cancel(fmt.Sprint(context.Cause(ctx)))
	})
}

// interruptionBy returns the interruption by which the end of ctx cancels f, see
// [Fiber.CancelWith], or nil if there is none. f may be nil.
func (f *Fiber) interruptionBy(ctx context.Context) *interruption {
	if f == nil {
		return nil
	}
	if e := f.rare(); e != nil {
		for _, p := range e.interruptions {
			if p.done == ctx.Done() {
				return p
			}
		}
	}
	return nil
}
