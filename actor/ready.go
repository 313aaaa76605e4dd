package actor

import (
	"runtime"
	"slices"

	"github.com/actorloom/actorloom/internal/coro"
	"github.com/actorloom/actorloom/internal/invariants"
	"github.com/actorloom/actorloom/internal/prefetch"
)

// The ready queue and its passes.
//
// A pass takes what came in from outside, then the timers that are due, and
// then runs the entries that stand in the queue at that moment. What these add
// waits for the next pass. asyncio does the same: this is where the order of
// events comes from.

// readyQueue is first in, first out. Two slices take turns: one holds the entries of this pass, the
// other takes in those of the next. So adding or removing an entry takes a few instructions, which
// are inlined.
type readyQueue struct {
	pass  []envelope
	done  int // of pass
	next  []envelope
	slack slack
}

// roomy is the capacity, in entries, up to which a queue always keeps its slices.
const roomy = 1024

// todo is how many entries of this pass are left.
func (q *readyQueue) todo() int { return len(q.pass) - q.done }

// empty reports that there is no entry at all.
func (q *readyQueue) empty() bool { return len(q.pass) == q.done && len(q.next) == 0 }

// push adds an entry to the next pass.
func (q *readyQueue) push(e envelope) { q.next = append(q.next, e) }

// front is the next entry of this pass, which must have one.
func (q *readyQueue) front() *envelope { return &q.pass[q.done] }

// drop takes the front entry out.
func (q *readyQueue) drop() {
	q.pass[q.done] = envelope{} // let the collector have what it points to
	q.done++
}

// prefetch prefetches what the steps of the next fibers will read, if there are many. An activation
// comes two entries before the rest, since it tells where the rest is. prefetch is a function of
// its own so that it is inlined.
func (q *readyQueue) prefetch() {
	if len(q.pass) >= coro.Many {
		q.prefetchNext()
	}
}

func (q *readyQueue) prefetchNext() {
	if len(q.pass)-q.done < 4 {
		return
	}
	ahead := q.pass[q.done:]
	if a, ok := ahead[3].to.(*activation); ok {
		prefetch.Line(a)
	}
	if a, ok := ahead[1].to.(*activation); ok {
		a.coro.Prefetch()
	}
}

// putBack makes e the front entry again, in the place of one that was taken out.
func (q *readyQueue) putBack(e envelope) {
	q.done--
	q.pass[q.done] = e
}

// takeBack removes the latest entry for to from those of the next pass, if there is one.
func (q *readyQueue) takeBack(to Receiver) {
	for i := len(q.next) - 1; i >= 0; i-- {
		if q.next[i].to == to {
			q.next = slices.Delete(q.next, i, i+1)
			return
		}
	}
}

// begin starts a pass of the entries that were added since the last one began. The last pass must
// be over.
func (q *readyQueue) begin() {
	q.pass, q.next = q.next, q.pass[:0]
	q.done = 0
	if cap(q.pass) > roomy || cap(q.next) > roomy {
		q.trim()
	}
}

// trim frees the slice of next when it is too large. The slice of this pass is in use: its turn
// comes in the pass after.
func (q *readyQueue) trim() {
	if q.slack.excess(len(q.pass), max(cap(q.pass), cap(q.next))) {
		q.next = nil
	}
}

// slack counts how often in a row a queue has needed little of its capacity.
type slack int

// excess records how many entries of a queue's capacity were used. It reports whether the capacity
// is too large: a hundred times in a row at most an eighth of it was used.
func (s *slack) excess(used, room int) bool {
	if *s++; room <= roomy || used > room/8 {
		*s = 0
	}
	return *s >= 100
}

// post adds an envelope to the ready queue. Only the loop's driver may call it;
// everybody else goes through the inbox.
func (l *Loop) post(to Receiver, msg Message) {
	l.ready.push(envelope{to, msg})
}

// startPass takes in what is new and begins a pass.
func (l *Loop) startPass() {
	if l.inbox.full.Load() {
		l.inbox.drain(l)
	}
	if l.timers.Len() > 0 {
		l.fireTimers()
	}
	l.ready.begin()
	l.countPass()
}

// oneThread reports whether Go runs on one thread and preempts no goroutine.
const oneThread = runtime.GOARCH == "wasm"

// countPass is called when a pass has begun. It shows the watchdog that the loop goes on. On one
// thread it lets other goroutines run, since the tasks may wait for one of them, and a switch
// between coroutines does not let them run.
func (l *Loop) countPass() {
	if invariants.Enabled {
		invariants.Check(l.endDue || !l.endHasWork(), 10, "a pass begins, and nobody knows of what was left for the end of one")
	}
	if oneThread {
		runtime.Gosched()
	}
	if l.watchdog.on {
		l.watchdog.passes.Add(1)
	}
}

// runPass runs the rest of the pass. When a step ends its goroutine (Goexit),
// the next driver calls it again, and it goes on after that step.
func (l *Loop) runPass() {
	for l.ready.todo() > 0 {
		e := *l.ready.front()
		l.ready.drop()
		if l.stepwise && l.follow() {
			l.timedStep(e)
			continue
		}
		if a, ok := e.to.(*activation); ok {
			// Fiber.step, without its frame: see coro.Coroutine.
			l.ready.prefetch()
			l.current = a.fiber
			l.resume(a.coro, nil)
			l.current = nil
			continue
		}
		e.to.Receive(e.msg)
	}
	if l.endDue {
		l.endPass()
	}
}

// atPassEnd makes the driver call fn at the end of this pass.
func (l *Loop) atPassEnd(fn func()) {
	l.ends = append(l.ends, fn)
	l.endDue = true
}

// endPass does what is due at the end of a pass, and notes what is left for the next.
func (l *Loop) endPass() {
	if l.interruptions.polled() {
		l.interruptAtPassEnd()
	}
	l.suspects.endPass()
	for len(l.ends) > 0 {
		fn := l.ends[0]
		l.ends[0] = nil // let the collector have it
		l.ends = l.ends[1:]
		fn()
		if l.Closed() {
			return // fn has shut the loop: its fields may belong to whoever waited for that
		}
	}
	l.endDue = l.endHasWork()
}

// endHasWork reports whether endPass has something to do. If so, endDue must be set when the next
// pass begins, at the latest.
func (l *Loop) endHasWork() bool {
	return len(l.ends) > 0 || l.suspects.any() || l.interruptions.polled()
}

// idle reports whether no entry is ready, none came in, and the end of a pass has nothing to do.
// The last is asked because an error that nobody has retrieved must not wait until somebody wakes
// the loop.
func (l *Loop) idle() bool {
	return l.ready.empty() && !l.inbox.full.Load() && len(l.ends) == 0 && !l.suspects.any()
}
