package actor

import (
	"slices"

	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/invariants"
)

// abandonAll ends the fibers that a shutdown could not wait for, the youngest first, and with each
// those that share its stack, from the top.
func (l *Loop) abandonAll() {
	lastBefore := l.serial
	l.down.unwinds = true
	for l.fibers.n > 0 {
		for _, f := range l.fibers.list() { // so that their deferred calls hand each other nothing, which would be lost
			if f.act != nil {
				f.act.wait.giveUp()
			}
		}
		for _, f := range slices.Backward(l.fibers.list()) {
			if !f.Finished() {
				l.abandon(f.topmost(), lastBefore)
			}
		}
		// Next are the tasks that clean-ups have started. These may start none: a clean-up that
		// always starts its own task again would never end.
		l.refuse()
	}
}

// abandon unwinds a fiber that did not end, with those that share its stack, and
// reports them.
func (l *Loop) abandon(f *Fiber, lastBefore uint64) {
	if f.act != nil {
		f.act.unwinding = true
	}
	if host := f.waiter(); host != nil && host.act.hosts == f {
		defer l.abandon(host, lastBefore)
	} else {
		defer f.unwind()
	}
	if f.serial > lastBefore {
		return // perhaps made by a handler of reports: to report it, too, might never end
	}
	l.down.gone.Tasks = append(l.down.gone.Tasks, f.Name())
	l.Report(Report{Message: "a task was still pending when its loop was closed", Task: f.Name(), Stack: FormatFrames(f.Stack(0)), Vars: f.Locals()})
}

// leaveThreads gives up on the threads and reports them, once. It reports them because whoever
// calls Run learns what main ended with, most often a cancellation, and not what was left behind.
func (l *Loop) leaveThreads() {
	names := l.held.names()
	if len(names) == 0 || l.down.gone.Threads != nil {
		return
	}
	l.down.gone.Threads = names
	defer l.Report(Report{Message: "threads were still running when their loop was closed", Err: &ShutdownError{Threads: names}})
	l.tellLeft(slices.Clone(l.held.all)) // an owner may release its own
}

// tellLeft tells the owners of what is left behind. When one of them panics or ends the goroutine,
// the others are still told.
func (l *Loop) tellLeft(left []*Hold) {
	for i, one := range left {
		if one.Thread && one.Owner != nil {
			goexit.Guard(func() { l.tellOwner(one) }, func() { l.tellLeft(left[i+1:]) })
		}
	}
}

func (l *Loop) tellOwner(h *Hold) {
	defer l.recoverPanic(callbackPanicked)
	h.Owner.LeftBehind()
}

// unwind ends a fiber that is suspended or has not started.
func (f *Fiber) unwind() {
	if f.act == nil {
		f.end(canceled, &CanceledError{Msg: "the loop was closed"})
		f.left()
		return
	}
	l, c := f.loop, f.act.coro
	l.current = f.topmost()
	if l.debug { // as in a step
		defer l.setHolder(l.setHolder(l.current.holder()))
	}
	if l.exchange != nil {
		l.exchange.Unwind(c)
	} else {
		c.Unwind()
	}
	l.current = nil
	if invariants.Enabled {
		invariants.Check(f.Finished(), 8, "%s goes on after it was unwound", f)
	}
}
