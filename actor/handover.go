package actor

import (
	"runtime"

	"github.com/actorloom/actorloom/internal/coro"
)

// Direct hand-over: whoever suspends looks at the next entry of the ready queue
// itself, and switches straight to the fiber that it is for. What could run a
// user's function, and everything between two passes that is not plain, is left
// to the driver: it must not run on the goroutine of a task that has nothing to do
// with it.

// leave parks the running coroutine c until its fiber is to go on.
func (l *Loop) leave(c *coro.Coroutine) {
	to := c.Back
	if to == nil {
		if to = l.onward(nil); to == c {
			return // its own turn is next
		}
	} else {
		c.Back = nil
	}
	coro.Switch(c, to)
	c.Unwinding()
}

// bodyEnded finds work for a coroutine whose body has ended: the next fiber, if
// that has not started; else it rests.
func (l *Loop) bodyEnded(c *coro.Coroutine) {
	to := c.Back
	if to == nil {
		if to = l.onward(c); to == c {
			return
		}
	} else {
		c.Back = nil
	}
	l.exchange.Rest(c, to)
}

// onward is the coroutine of the fiber whose step is next, or the driver. free is
// a coroutine that can start a fiber.
func (l *Loop) onward(free *coro.Coroutine) *coro.Coroutine {
	l.current = nil
	for !l.debug && !l.stepwise {
		if l.todo == 0 {
			if l.ready.Len() == 0 || len(l.ends) > 0 || l.suspects.any() {
				break
			}
			l.startPass()
		}
		e := l.ready.Front()
		switch to := e.to.(type) {
		case *Fiber:
			if _, cancel := e.msg.(Cancel); cancel || to.coro == nil && to.mustCancel {
				return l.exchange.Driver()
			}
			l.taken()
			if to.coro == nil {
				l.begin(to, free)
			}
			to.awaits = nil
			l.current = to
			return to.coro
		case *Callback:
			if to.sleeper == nil {
				return l.exchange.Driver()
			}
			l.taken()
			to.Receive(Call{})
		default: // a policy, too, may start a task, look at a stack, panic
			return l.exchange.Driver()
		}
	}
	return l.exchange.Driver()
}

// taken removes the front entry, which belongs to this pass.
func (l *Loop) taken() {
	l.todo--
	l.ready.Drop()
}

// begin gives an unstarted fiber a coroutine: free, unless that is nil.
func (l *Loop) begin(f *Fiber, free *coro.Coroutine) {
	if free == nil {
		f.coro = l.exchange.Take((*fiberBody)(f))
		return
	}
	free.Give((*fiberBody)(f))
	f.coro = free
}

// switchTo lets a coroutine go on, and returns when the calling one does. The
// Goexit of a body goes on here.
func (l *Loop) switchTo(c *coro.Coroutine) {
	coro.Switch(l.exchange.Running(), c)
	if l.exchange.Died() {
		runtime.Goexit()
	}
}

// tidy ends coroutines that nobody needs, some at a time, before the driver rests.
// It reports whether there are more.
func (l *Loop) tidy() (more bool) { return l.exchange != nil && l.exchange.Trim() }

// crowded reports whether so many coroutines are to end that a loop which never
// rests must not wait for that.
func (l *Loop) crowded() bool { return l.exchange != nil && l.exchange.Dying() > 64 }

// endCoroutines ends what is left of them when all fibers have been unwound.
func (l *Loop) endCoroutines() {
	if l.exchange != nil {
		l.exchange.Close()
	} else {
		l.engine.Close()
	}
}
