package supervise

import (
	"context"

	"github.com/actorloom/actorloom/internal/goexit"
)

// A life ends in this order: it takes no more messages; those under way end; after a failure
// OnRestarting is called; OnStopping is called; the children end, the youngest first; OnStopped is
// called; the children that OnStopped has started end. See reasons for the error that a life ends
// with.

// end waits for the end of the messages under way, and then of the children, and calls the hooks.
// After a failure or an interruption it cancels the messages. Otherwise it waits with own, whose
// end is an interruption.
func (l *life) end(ctx, own context.Context) (err error) {
	goexit.Guard(func() { err = l.windUp(ctx, own) }, func() { l.reportHook("", l.reason()) }) // a hook's Goexit: nobody gets err
	return err
}

func (l *life) windUp(ctx, own context.Context) error {
	l.takeNoMore()
	l.finishTurns(ctx, own)
	if l.failure != nil && l.supervised && mayStartAgain(own) && l.isLatest() && l.spec.OnRestarting != nil {
		l.reportHook("OnRestarting", l.hook(ctx, func(ctx context.Context) error { return l.spec.OnRestarting(ctx, l.failure) }))
	}
	for _, h := range []struct {
		name string
		fn   func(context.Context) error
	}{{"OnStopping", l.spec.OnStopping}, {"OnStopped", l.spec.OnStopped}} {
		err := l.hook(ctx, h.fn)
		l.stopChildren(ctx)
		l.hookEnded(h.name, err)
	}
	return l.endsWith()
}

// finishTurns waits for the end of the messages under way.
func (l *life) finishTurns(ctx, own context.Context) {
	if l.reason() != nil {
		own = ctx // one end of a derived context is enough
		l.cancelTurns()
	}
	for l.Left() > 0 {
		before := l.reason()
		l.waiting = forLast
		err := l.noting(func() error { return l.park(own) })
		if before == nil || l.interruption != nil { // otherwise a failure was known
			l.interruption = laterEnd(l.interruption, err)
		}
		if err != nil || before == nil && l.reason() != nil {
			own = ctx
			l.cancelTurns()
		}
	}
	if l.failure != nil && l.interruption != nil {
		l.loop.CallSoon(func() { l.report("a message", l.failure) }) // the hooks do not depend on who is told
	}
}

// forgetStop forgets a Stop that has had its effect. It has had none when the life ended with an
// error, or when the supervisor has meanwhile asked the child to stop, to start it again with its
// set. Then the Stop stays for the next life, and ends it at once, so that the child is not started
// again. But a permanent child is started again after a Stop anyway, so for it this end is enough.
func (l *life) forgetStop(ctx context.Context, err error) {
	r := runOf(ctx)
	startsAgain := r != nil && r.of.Restart == Permanent
	hadEffect := err == nil && (r == nil || !r.asked || !mayStartAgain(ctx))
	if l.isLatest() && (hadEffect || startsAgain) {
		l.stopping = false
	}
}

// takeNoMore begins the end. If no other life will handle the messages that wait, it gives them
// back. Otherwise it refuses only those whose senders this life waits for: see waitsFor.
func (l *life) takeNoMore() {
	l.ending = true
	switch {
	case !l.supervised:
		l.close()
	case l.isLatest() && l.waitsForAny():
		for _, letter := range l.mail.take(l.waitsFor) {
			l.respond(letter, nil, l.errStopped())
		}
	}
}

// endLife forgets what belongs to the life, which has run with ctx and ended with err. If it ended
// by a Goexit, it may still have children: they are asked to stop, and nobody waits for them.
func (l *life) endLife(ctx context.Context, err error) {
	l.over = true
	l.forgetStop(ctx, err)
	l.quiet()
	for e := l.children.Back(); e != nil; e = l.children.Back() {
		last := l.children.Remove(e).(*Ref)
		l.unwatch(last.PID())
		last.Stop()
	}
}

// stopChildren stops the children, the latest first, each when the one before has
// stopped. A cancellation does not hurry it.
func (l *life) stopChildren(ctx context.Context) {
	for e := l.children.Back(); e != nil; e = l.children.Back() {
		last := e.Value.(*Ref)
		l.unwatch(last.PID()) // the next life is not to take its end for that of a child of its own
		last.Stop()
		for !last.task.Finished() {
			_ = l.noting(func() error {
				_, err := Shield[struct{}](ctx, last.task).Await(ctx) // its failure is reported at its end
				return err
			})
		}
		l.children.Remove(e)
	}
}
