package actor

import (
	"context"
	"slices"
)

// Who notices that a context has ended, and so interrupts.
//
// A goroutine of package context brings the news of the end. A run under a virtual clock must not
// depend on when that goroutine is scheduled, so there the loop itself looks at the contexts. It
// looks at all of them: the run may end any, even the one that it was given.
//
//	clock    who interrupts
//	any      of a context that has ended, parkWithin and CancelWith: at once
//	real     the news, all those alike at once: see alike
//	virtual  the end of each pass (interruptAtPassEnd); the news only wakes the loop
//	virtual  besides, an idle loop, before its clock jumps (interruptBeforeJump)
//
// A target that has refused is asked again by the next of these. But the news comes once, and
// interruptAtPassEnd asks once for each interruption.

// interruptions holds the interruptions of a loop that are not over, in no order.
type interruptions struct {
	bag[*interruption]
	contexts watchedContexts // under a virtual clock
	alike    alike
}

// polled reports whether the end of a pass is to look at a context.
func (d *interruptions) polled() bool { return len(d.contexts.all) > 0 }

// watchEnd adds p. remove takes it out again.
func (l *Loop) watchEnd(p *interruption) {
	if l.clock.virtual {
		p.watched = l.interruptions.contexts.enter(l, p.ctx, p.done)
		p.watched.untold++
		l.endDue = true
	}
	l.interruptions.alike.add(p)
	l.interruptions.add(p)
}

// news makes the end of p's context interrupt the target, on the loop, whatever goroutine the end
// comes from. Under a virtual clock it only wakes the loop, unless the loop has seen the end
// already.
func (l *Loop) news(p *interruption) (stop func() bool) {
	return context.AfterFunc(p.ctx, func() {
		if !p.told.Load() {
			_ = l.Post(func() {
				if !l.clock.virtual && l.interruptions.has(p) && !p.told.Load() { // otherwise it is over
					l.interruptAlike(p)
				}
			})
		}
	})
}

// interruptAlike interrupts p and those alike, each once, in the order in which they were set.
func (l *Loop) interruptAlike(p *interruption) {
	for _, q := range l.interruptions.alike.of(p.done) {
		if l.interruptions.has(q) && !q.told.Load() {
			q.told.Store(true)
			q.interrupt()
		}
	}
}

// interruptAtPassEnd is called at the end of a pass. For each interruption whose context has ended,
// it interrupts the target, once, as the news would.
func (l *Loop) interruptAtPassEnd() {
	if !l.interruptions.contexts.anyUntold() {
		return
	}
	for _, c := range slices.Clone(l.interruptions.contexts.all) {
		if c.untold == 0 || !c.ended() {
			continue
		}
		for _, p := range l.interruptions.alike.of(c.done) {
			if l.interruptions.has(p) && !p.told.Load() {
				p.told.Store(true)
				c.untold--
				p.interrupt()
			}
		}
	}
}

func (p *interruption) place() *int { return &p.index }

func (d *interruptions) remove(p *interruption) {
	if p.watched != nil {
		if !p.told.Load() {
			p.watched.untold--
		}
		d.contexts.leave(p.watched)
	}
	d.alike.remove(p)
	d.bag.remove(p)
}

// interruptBeforeJump interrupts the target of each interruption whose context has ended. It
// reports whether any target took the request or, though it refused, made something ready. An idle
// loop calls it before its virtual clock jumps.
func (l *Loop) interruptBeforeJump() (any bool) {
	if !l.interruptions.contexts.anyEnded() {
		return false
	}
	for i := 0; i < len(l.interruptions.all); i++ {
		if p := l.interruptions.all[i]; p.state != interrupted && p.watched.ended() && p.interrupt() {
			any = true
		}
	}
	return any || !l.ready.empty()
}

// limited reports whether a context with a deadline may still interrupt somebody. The deadline
// comes in real time, so silence before it is no deadlock. Two kinds of contexts do not count: that
// of a whole run, whose deadline is there to end a deadlock, and one that has ended and whose
// request the target has refused.
func (d *interruptions) limited() bool {
	for _, p := range d.all {
		if _, ok := p.ctx.Deadline(); ok && p.state != interrupted && !p.told.Load() && Of(p.ctx) != nil {
			return true
		}
	}
	return false
}
