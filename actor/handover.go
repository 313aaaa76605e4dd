package actor

import (
	"runtime"

	"github.com/actorloom/actorloom/internal/coro"
)

// Direct hand-over: whoever suspends looks at the next entry of the ready queue itself, and
// switches straight to the fiber that it is for. What could run a user's function, and everything
// between two passes that is not plain, is left to the driver: it must not run on the goroutine of
// a task that has nothing to do with it. What takes much stack, such as making a coroutine or
// growing the queue, is left to the driver, too: the stack of a task would keep that size while the
// task waits.

// successor is the coroutine that goes on when the running one suspends or its body has ended. That
// is the one that waits for just this or, if there is none, the next in the ready queue, which may
// be the running one itself. free is the running one when its body has ended, so that it can start
// a fiber; otherwise nil.
func (l *Loop) successor(free *coro.Coroutine) *coro.Coroutine {
	if to := l.exchange.Back; to != nil {
		l.exchange.Back = nil
		return to
	}
	return l.onward(free)
}

// onward is the coroutine of the fiber whose step is next, or the driver. free is as for successor.
func (l *Loop) onward(free *coro.Coroutine) *coro.Coroutine {
	for !l.stepwise {
		if l.ready.todo() == 0 {
			if !l.nextPass() {
				break
			}
		}
		e := l.ready.front()
		if a, ok := e.to.(*activation); ok { // as almost always
			l.ready.drop()
			l.ready.prefetch()
			l.current = a.fiber
			return a.coro
		}
		if f, ok := e.to.(*Fiber); ok { // its first step
			if _, first := e.msg.(Resume); !first || f.requests > 0 {
				break
			}
			host := f.waiter()
			if host == nil && free == nil && !l.exchange.HasIdle() {
				break
			}
			l.ready.drop()
			a := l.begin(f, host, free)
			l.current = f
			return a.coro
		}
		switch to := e.to.(type) {
		case *Callback:
			if to.sleeper == nil {
				return l.toDriver()
			}
			l.ready.drop()
			to.Receive(Call{})
		case *Child:
			if !to.supervisor.plain {
				return l.toDriver()
			}
			msg := e.msg
			l.ready.drop()
			to.Receive(msg)
		default: // a policy, too, may start a task, look at a stack, panic
			return l.toDriver()
		}
	}
	return l.toDriver()
}

// nextPass begins the next pass, if it has entries and can begin without the driver. It reports
// whether it did. Nested conditions cost less than && where both are inlined: the compiler makes no
// value of them.
func (l *Loop) nextPass() bool {
	if len(l.ready.next) == 0 {
		return false
	}
	if !l.quiet() {
		if !l.endPlainly() {
			return false
		}
	}
	l.ready.begin()
	l.countPass()
	return true
}

// quiet reports whether there is no work, now or later, but that in the ready queue. That is so
// almost always when endPlainly is true. quiet is short enough to be inlined.
func (l *Loop) quiet() bool { return !l.endDue && l.timers.Len() == 0 && !l.inbox.full.Load() }

// endPlainly reports whether the next pass can begin without the driver: nothing came
// in, no timer is due, and the end of this pass has nothing to do but to see that all
// errors have been retrieved.
func (l *Loop) endPlainly() bool {
	return !l.inbox.full.Load() && (l.timers.Len() == 0 || !l.timersDue()) && (!l.endDue || l.endRetrieved())
}

// endRetrieved does the work of endPass, if nothing else is due and there is no error to put on
// record; otherwise it does nothing, and returns false. It is a function of its own so that
// endPlainly is short.
//
//go:noinline
func (l *Loop) endRetrieved() bool {
	if len(l.ends) > 0 || l.interruptions.polled() || !l.suspects.retrieved() {
		return false
	}
	l.suspects.endPass()
	l.endDue = l.suspects.any()
	return true
}

func (l *Loop) toDriver() *coro.Coroutine {
	l.current = nil
	return l.exchange.Driver()
}

// switchTo makes a coroutine go on, and returns when the calling one does. A Goexit of the body
// that ran meanwhile goes on here.
func (l *Loop) switchTo(c *coro.Coroutine) {
	l.exchange.Switch(l.exchange.Running(), c)
	if l.exchange.Died() {
		runtime.Goexit()
	}
}
