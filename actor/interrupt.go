package actor

import (
	"context"
	"sync/atomic"
)

// How the end of a context cancels what is awaited under it, and a fiber that was started
// with it: see [Fiber.CancelWith].
//
// A goroutine of package context brings the news of that end, and a run under a virtual
// clock must not depend on when that goroutine is scheduled. So there the loop looks itself:
//
//	clock    context          who interrupts
//	real     any              the news
//	virtual  a task's         the end of each pass (interruptPolled); the news only wakes the loop
//	virtual  from outside     the news
//	virtual  any              besides, the clock before it jumps (interruptions.interrupt)

// interruption is the end of a context that is to cancel a target, once.
//
//	state        entered by                     left by
//	set          watchEnd                       interrupt (to interrupted), remove (to over)
//	interrupted  interrupt, if the target took  remove (to over)
//	             the request
//	over         remove: nobody waits any more  never
//
// A target that refuses the request is asked again by the next who interrupts; of a polled
// interruption interruptPolled does so once, and then only the clock before it jumps.
type interruption struct {
	ctx         context.Context
	target      target
	index       int // in interruptions.all
	over        bool
	interrupted bool
	polled      bool            // the end of each pass looks for the end of ctx
	told        atomic.Bool     // interruptPolled has seen that end, so the news may be ignored
	watched     *watchedContext // ctx; under a virtual clock
}

// parkWithin is park under a derived context. When that context ends first, what
// is awaited is canceled as if the fiber had been, and once that has ended as
// canceled the await returns the context's cause. If the fiber itself was canceled,
// too, that goes first: the await returns a CanceledError.
func (f *Fiber) parkWithin(within context.Context, t target) error {
	if t == nil { // Yield: nothing to interrupt
		err := f.park(nil, nil)
		if err == nil && within.Err() != nil {
			err = context.Cause(within)
		}
		return err
	}
	pending := f.act.mustCancel
	if pending && within.Err() != nil { // a request from before goes first, and one is enough
		return f.park(nil, t)
	}
	p := &interruption{ctx: within, target: t}
	requests := f.requests
	f.loop.watchEnd(p)
	defer f.loop.interruptions.remove(p)
	if !f.act.beforehand(p.interrupt) {
		stop := f.loop.news(p)
		defer stop()
	}
	err := f.park(nil, t)
	if p.interrupted && !pending && f.requests == requests && IsCanceled(err) {
		return context.Cause(within)
	}
	return err
}

// interrupt cancels the target if the context has ended and that was not done yet. It
// reports whether the target has taken the request, now or before.
func (p *interruption) interrupt() bool {
	if p.over || p.interrupted || p.ctx.Err() == nil {
		return p.interrupted
	}
	switch t := p.target.(type) {
	case *Fiber:
		p.interrupted = t.cancel(context.Cause(p.ctx).Error(), p.ctx)
	case *Completion:
		p.interrupted = t.Interrupt(p.ctx)
	default:
		p.interrupted = t.Cancel("the context ended")
	}
	return p.interrupted
}

// Interrupt is Cancel for the end of a derived context under which c is awaited. A fiber
// that this end cancels anyway (CancelWith) is not asked a second time. An owner that has
// to tell the two apart, because it may succeed all the same or asks several, has a method
// Interrupt.
func (c *Completion) Interrupt(ctx context.Context) bool {
	if c.Finished() {
		return c.Cancel("")
	}
	if p := c.fiber().interruptionBy(ctx); p != nil {
		return p.interrupt()
	}
	if o, ok := c.owner.(interface{ Interrupt(context.Context) bool }); ok {
		return o.Interrupt(ctx)
	}
	return c.Cancel(context.Cause(ctx).Error())
}

// interruptionBy is the one by which the end of ctx cancels f, which may be nil; nil when
// there is none: see [Fiber.CancelWith].
func (f *Fiber) interruptionBy(ctx context.Context) *interruption {
	if f == nil {
		return nil
	}
	if e := f.rare(); e != nil {
		for _, p := range e.interruptions {
			if p.ctx.Done() == ctx.Done() {
				return p
			}
		}
	}
	return nil
}

// interruptions are those of a loop that are set or interrupted, in no order.
type interruptions struct {
	all      []*interruption
	polled   int             // how many of them are
	contexts watchedContexts // under a virtual clock
}

// watchEnd adds p, until remove.
func (l *Loop) watchEnd(p *interruption) {
	if l.clock.virtual {
		p.watched = l.interruptions.contexts.enter(p.ctx)
		if Of(p.ctx) != nil { // it comes from a task, so the run itself may end it
			p.polled = true
			p.watched.untold++
			l.interruptions.polled++
			l.endDue = true
		}
	}
	l.interruptions.add(p)
}

// news lets the end of p's context interrupt, from whatever goroutine it comes; of a polled
// p it only wakes the loop, if that has not seen the end already.
func (l *Loop) news(p *interruption) (stop func() bool) {
	return context.AfterFunc(p.ctx, func() {
		if !p.told.Load() {
			_ = l.Post(p.heard)
		}
	})
}

func (p *interruption) heard() {
	if !p.polled {
		p.interrupt()
	}
}

// interruptPolled is called at the end of a pass: it interrupts each polled interruption
// whose context has ended, once, as the news would.
func (l *Loop) interruptPolled() {
	if !l.interruptions.contexts.untold() {
		return
	}
	for i := 0; i < len(l.interruptions.all); i++ {
		if p := l.interruptions.all[i]; p.polled && !p.told.Load() && p.ctx.Err() != nil {
			p.told.Store(true)
			p.watched.untold--
			func() {
				defer l.recoverCallback() // an owner's Cancel may panic
				p.interrupt()
			}()
		}
	}
}

func (d *interruptions) add(p *interruption) {
	p.index = len(d.all)
	d.all = append(d.all, p)
}

func (d *interruptions) remove(p *interruption) {
	p.over = true
	if p.polled {
		d.polled--
		if !p.told.Load() {
			p.watched.untold--
		}
	}
	if p.watched != nil {
		d.contexts.leave(p.watched)
	}
	last := len(d.all) - 1
	d.all[p.index] = d.all[last]
	d.all[p.index].index = p.index
	d.all[last] = nil
	d.all = d.all[:last]
}

// interrupt interrupts all whose context has ended, and reports whether any target took
// the request. A virtual clock calls it before it jumps.
func (d *interruptions) interrupt() (any bool) {
	if !d.contexts.anyEnded() {
		return false
	}
	for _, p := range d.all {
		if !p.interrupted && p.interrupt() {
			any = true
		}
	}
	return any
}

// limited reports whether a context with a deadline may still interrupt somebody. The
// deadline comes in real time, so silence is no deadlock before it. Two kinds do not count:
// the context of a whole run, whose deadline is there to end a deadlock, and one that has
// ended, when the target refused the request.
func (d *interruptions) limited() bool {
	for _, p := range d.all {
		if _, ok := p.ctx.Deadline(); ok && !p.interrupted && !p.told.Load() && Of(p.ctx) != nil {
			return true
		}
	}
	return false
}
