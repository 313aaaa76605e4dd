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
	for !l.debug {
		if l.todo == 0 {
			if l.ready.Len() == 0 || len(l.ends) > 0 || l.suspects.any() {
				break
			}
			l.startPass()
		}
		e := l.ready.Front()
		switch to := e.to.(type) {
		case *Fiber:
			if _, cancel := e.msg.(Cancel); cancel {
				return l.exchange.Driver()
			}
			l.taken()
			if to.coro == nil && !l.begin(to, free) {
				continue
			}
			to.awaits = nil
			l.current = to
			return to.coro
		case *Child:
			msg := e.msg
			l.taken()
			l.guarded(to, msg)
		case *Callback:
			if to.sleeper == nil {
				return l.exchange.Driver()
			}
			l.taken()
			to.Receive(Call{})
		default:
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

// begin gives an unstarted fiber a coroutine. It reports false when the fiber was
// canceled before its first step, and has ended.
func (l *Loop) begin(f *Fiber, free *coro.Coroutine) bool {
	if f.mustCancel {
		f.mustCancel = false
		f.finish(&CanceledError{Msg: f.cancelMsg})
		return false
	}
	if free != nil {
		free.Give((*fiberBody)(f))
		f.coro = free
	} else {
		f.coro = l.exchange.Take((*fiberBody)(f))
	}
	return true
}

// guarded hands a message to a supervisor's child. A policy that panics must not
// do so in a task that only happens to run the queue.
func (l *Loop) guarded(to *Child, msg Message) {
	defer func() {
		if v := recover(); v != nil {
			l.Report(Report{Message: "a policy panicked", Err: NewPanicError(v)})
		}
	}()
	to.Receive(msg)
}

// switchTo lets a coroutine go on, and returns when the calling one does. A body
// that called Goexit is parked for good: the Goexit goes on here.
func (l *Loop) switchTo(c *coro.Coroutine) {
	coro.Switch(l.exchange.Running(), c)
	if l.goexit {
		l.goexit = false
		runtime.Goexit()
	}
}

// parkDying parks the coroutine of a body that called Goexit until the loop shuts:
// if its goroutine ended now, it would resume whoever happens to be parked in its
// home.
func (l *Loop) parkDying(c *coro.Coroutine) {
	to := c.Back
	if to == nil {
		to = l.exchange.Driver()
	}
	c.Back = nil
	l.goexit = true
	l.dying = append(l.dying, c)
	coro.Switch(c, to)
}

// endCoroutines ends what is left of them when all fibers have been unwound.
func (l *Loop) endCoroutines() {
	if l.exchange == nil {
		l.engine.Close()
		return
	}
	l.exchange.Home()
	for _, c := range l.dying {
		l.exchange.UnwindAtHome(c)
	}
	l.dying = nil
	l.exchange.Close()
}
