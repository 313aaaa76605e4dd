package actor

import (
	"context"
	"sync/atomic"
)

// parkWithin is park under a derived context. When that context ends first, what
// is awaited is canceled as if the fiber had been, and once that has ended as
// canceled the await returns the context's cause. A cancellation of the fiber
// itself goes before.
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
	p := &derivedPark{ctx: within, target: t}
	requests := f.requests
	f.loop.watchEnd(p)
	defer f.loop.derived.remove(p)
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

// derivedPark is a fiber that waits under a derived context, or that the end of a
// context cancels: see [Fiber.CancelWith].
type derivedPark struct {
	ctx         context.Context
	target      target
	index       int
	over        bool // nobody waits here any more
	interrupted bool
	byPass      bool        // its end is looked up, see endsInside
	told        atomic.Bool // it was, so that the news of it is none
	ending      *ending     // under a virtual clock
}

// interrupt cancels what is awaited when the context has ended, once.
func (p *derivedPark) interrupt() bool {
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

// Interrupt is Cancel for the end of a derived context, in which c is awaited. It asks no
// fiber that this end cancels anyway. An owner that has to tell the two apart, because it
// may succeed all the same or asks several, has a method Interrupt.
func (c *Completion) Interrupt(ctx context.Context) bool {
	if c.Finished() {
		return c.Cancel("")
	}
	if p := c.fiber().canceledWith(ctx); p != nil {
		return p.interrupt()
	}
	if o, ok := c.owner.(interface{ Interrupt(context.Context) bool }); ok {
		return o.Interrupt(ctx)
	}
	return c.Cancel(context.Cause(ctx).Error())
}

// canceledWith is what cancels f, which may be nil, when ctx ends; nil for nothing: see
// [Fiber.CancelWith].
func (f *Fiber) canceledWith(ctx context.Context) *derivedPark {
	if f == nil {
		return nil
	}
	if e := f.rare(); e != nil {
		for _, p := range e.ends {
			if p.ctx.Done() == ctx.Done() {
				return p
			}
		}
	}
	return nil
}

// derivedParks are those of a loop. The end of a context is known at once, but the news
// of it comes by a goroutine, and a run under a virtual clock must not depend on when that
// is scheduled. So that clock looks through all before it jumps, and through those whose
// context comes from a task, which the run itself may end, behind each pass.
type derivedParks struct {
	all     []*derivedPark
	byPass  int // of them
	endings endings
}

// watchEnd adds p.
func (l *Loop) watchEnd(p *derivedPark) {
	if l.clock.virtual {
		p.ending = l.derived.endings.enter(p.ctx)
		if Of(p.ctx) != nil {
			p.byPass = true
			p.ending.untold++
			l.derived.byPass++
			l.endDue = true
		}
	}
	l.derived.add(p)
}

// news lets the end of p's context interrupt it, or where that is looked up, and was not
// yet, only wake the loop.
func (l *Loop) news(p *derivedPark) (stop func() bool) {
	return context.AfterFunc(p.ctx, func() {
		if !p.told.Load() {
			_ = l.Post(p.heard)
		}
	})
}

func (p *derivedPark) heard() {
	if !p.byPass {
		p.interrupt()
	}
}

// endsInside is called behind a pass: it interrupts those whose context has ended, each
// once, as the news would.
func (l *Loop) endsInside() {
	if !l.derived.endings.untold() {
		return
	}
	for i := 0; i < len(l.derived.all); i++ {
		if p := l.derived.all[i]; p.byPass && !p.told.Load() && p.ctx.Err() != nil {
			p.told.Store(true)
			p.ending.untold--
			func() {
				defer l.recoverCallback() // an owner's Cancel may panic
				p.interrupt()
			}()
		}
	}
}

func (d *derivedParks) add(p *derivedPark) {
	p.index = len(d.all)
	d.all = append(d.all, p)
}

func (d *derivedParks) remove(p *derivedPark) {
	p.over = true
	if p.byPass {
		d.byPass--
		if !p.told.Load() {
			p.ending.untold--
		}
	}
	if p.ending != nil {
		d.endings.leave(p.ending)
	}
	last := len(d.all) - 1
	d.all[p.index] = d.all[last]
	d.all[p.index].index = p.index
	d.all[last] = nil
	d.all = d.all[:last]
}

// interrupt interrupts those whose context has ended, and reports whether there
// are any.
func (d *derivedParks) interrupt() (any bool) {
	if !d.endings.any() {
		return false
	}
	for _, p := range d.all {
		if !p.interrupted && p.interrupt() {
			any = true
		}
	}
	return any
}

// limited reports whether the context of any has a deadline, which comes in real
// time: then silence is no deadlock. The context of a whole run does not count:
// its deadline is there to end a deadlock. Nor does one that has ended, and nobody took
// the request.
func (d *derivedParks) limited() bool {
	for _, p := range d.all {
		if _, ok := p.ctx.Deadline(); ok && !p.interrupted && !p.told.Load() && Of(p.ctx) != nil {
			return true
		}
	}
	return false
}
