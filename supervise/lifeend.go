package supervise

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

// The end of a life, in this order: it takes no more messages; those under way end; OnRestarting,
// after a failure; OnStopping; the children end, the youngest first; OnStopped; the children that
// OnStopped has started.

// end waits for the end of the messages under way, and then of the children, and calls the
// hooks. After a failure or a cancellation, err, it cancels the messages. Without one it waits with
// own, whose end is one.
func (l *life) end(ctx, own context.Context, err error) error {
	goexit.Guard(func() { l.windUp(ctx, own, &err) }, func() { l.reportHook("", err) }) // a hook's Goexit: nobody gets err
	return err
}

// windUp is end. It keeps *why, what the actor ends with, up to date.
func (l *life) windUp(ctx, own context.Context, why *error) {
	l.takeNoMore()
	l.finishTurns(ctx, own, why)
	if l.failure != nil && l.supervised && mayStartAgain(own) && l.isLatest() && l.spec.OnRestarting != nil {
		again := l.noting(func() error {
			return l.hook(ctx, func(ctx context.Context) error { return l.spec.OnRestarting(ctx, l.failure) })
		})
		l.reportHook("OnRestarting", again)
	}
	leaves := *why != nil && !l.failureGoes // by a cancellation, or by the end of a derived context
	for _, h := range []struct {
		name string
		fn   func(context.Context) error
	}{{"OnStopping", l.spec.OnStopping}, {"OnStopped", l.spec.OnStopped}} {
		failed := l.noting(func() error { return l.hook(ctx, h.fn) })
		l.stopChildren(ctx)
		if *why == nil {
			*why = l.ofStranger(h.name, failed)
		} else {
			l.reportHook(h.name, failed)
		}
	}
	if l.canceled != nil && (*why == nil || leaves) {
		*why = laterEnd(*why, l.canceled)
	}
	l.redeliver(*why)
}

// noting calls fn, which may await, and notes a cancellation of the life that it returns.
func (l *life) noting(fn func() error) error {
	requested, err := requestIn(l.fiber, fn)
	if requested {
		l.canceled = err
	}
	return err
}

// ofStranger is err, with which a hook has ended. A cancellation of somebody else is a failure like
// any other: who awaits the actor must not take it for its own.
func (l *life) ofStranger(hook string, err error) error {
	if tasks.IsCanceled(err) && !l.asked() {
		//nolint:errorlint // not %w: the actor itself is not canceled
		return fmt.Errorf("%s ended as canceled, and nobody had canceled the actor: %v", hook, err)
	}
	return err
}

// redeliver sees to it that a cancellation which came while the life ended is not lost when the life
// ends with something else, err, which goes first.
func (l *life) redeliver(err error) {
	if l.canceled != nil && err != nil && !tasks.IsCanceled(err) {
		actor.CancelLater(l.fiber.Context(), reasonOf(l.canceled))
	}
}

// finishTurns waits for the end of the messages under way. When one fails meanwhile, and *why is
// nil, it is that failure.
func (l *life) finishTurns(ctx, own context.Context, why *error) {
	if *why != nil {
		own = ctx // one end of a derived context is enough
		l.cancelTurns()
	}
	for l.Left() > 0 {
		l.waiting = forLast
		again := l.noting(func() error { return l.park(own) })
		switch {
		case again != nil:
			own = ctx
			l.cancelTurns()
			if !l.failureGoes {
				*why = laterEnd(*why, again)
			}
		case l.failure != nil && *why == nil:
			*why, l.failureGoes = l.failure, true
			l.cancelTurns()
		}
	}
	if l.failure != nil && !l.failureGoes { // it ends with a cancellation, or with the cause of a context
		l.loop.CallSoon(func() { l.report("a message", l.failure) }) // the hooks do not depend on who is told
	}
}

// forgetStop forgets a Stop that has had its effect. After an error it has not, nor when the
// supervisor has asked meanwhile, to start the child again with its set: it stays for the next
// life, and ends it at once, so that the child is not started again. But a permanent child is
// started again after a Stop, too, so there this end is enough.
func (l *life) forgetStop(ctx context.Context, err error) {
	r := runOf(ctx)
	startsAgain := r != nil && r.of.Restart == Permanent
	hadEffect := err == nil && (r == nil || !r.asked || !mayStartAgain(ctx))
	if l.isLatest() && (hadEffect || startsAgain) {
		l.stopping = false
	}
}

// takeNoMore begins the end. It returns the messages that wait, if no other life will handle
// them; else it refuses those that this life would wait for: see waitsFor.
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

// endLife forgets what belongs to the life, which has run with ctx and ended with err. It still has
// children when it ended by a Goexit: they stop on their own.
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
