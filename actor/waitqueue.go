package actor

import "context"

// WaitQueue is a first-in first-out queue of waits. The zero value is empty and
// ready to use. To add and to take out one takes constant time.
type WaitQueue struct {
	first, last *Wait
	n           int
}

// Len is the number of waits in the queue.
func (q *WaitQueue) Len() int { return q.n }

// Push adds w at the end. A wait stands in one queue at most: Push takes it out of any other.
func (q *WaitQueue) Push(w *Wait) {
	w.leaveQueue()
	q.push(w)
}

// push is Push for a wait that is in no queue.
func (q *WaitQueue) push(w *Wait) {
	w.queue, w.prev, w.next = q, q.last, nil
	if q.last == nil {
		q.first = w
	} else {
		q.last.next = w
	}
	q.last = w
	q.n++
}

// First is the wait at the front; nil when the queue is empty.
func (q *WaitQueue) First() *Wait { return q.first }

// Pop takes out the wait at the front; it is nil when the queue is empty.
func (q *WaitQueue) Pop() *Wait {
	w := q.first
	if w == nil {
		return nil
	}
	q.first = w.next
	if w.next == nil {
		q.last = nil
	} else {
		w.next.prev = nil
	}
	w.queue, w.next = nil, nil
	q.n--
	return w
}

// WakeNext wakes the first wait that can be woken, and takes it and all before it out. It returns
// that wait, or nil if there was none.
func (q *WaitQueue) WakeNext() *Wait {
	for w := q.Pop(); w != nil; w = q.Pop() {
		if w.state != waitWaiting {
			continue
		}
		w.state = waitWoken
		if a := w.act; a.loop.debug {
			a.wakeChecked()
		} else {
			a.loop.post(a, Resume{}) // activation.wake, without its call
		}
		return w
	}
	return nil
}

// WakeAll wakes all waits that can be woken, and takes out all.
func (q *WaitQueue) WakeAll() {
	for q.WakeNext() != nil {
	}
}

// Next is the wait behind w in its queue.
func (w *Wait) Next() *Wait { return w.next }

// Remove takes w out and reports whether it was in this queue.
func (q *WaitQueue) Remove(w *Wait) bool {
	if w.queue != q {
		return false
	}
	if w.prev == nil {
		q.first = w.next
	} else {
		w.prev.next = w.next
	}
	if w.next == nil {
		q.last = w.prev
	} else {
		w.next.prev = w.prev
	}
	w.queue, w.prev, w.next = nil, nil, nil
	q.n--
	return true
}

// leaveQueue takes w out of the queue in which it stands, if any.
func (w *Wait) leaveQueue() {
	if w.queue != nil {
		w.queue.Remove(w)
	}
}

// Park adds w, suspends its fiber as [Wait.Park] does, and takes w out again.
func (q *WaitQueue) Park(w *Wait) error {
	q.Push(w)
	err := w.Park()
	q.Remove(w)
	return err
}

// Wait suspends ctx's fiber in q until somebody wakes it. It returns the fiber's place in q, or nil
// if it never stood there. When a cancellation, or the end of a derived context, ends the wait, the
// error is that of [Wait.Park]. If the place then says that it was woken, see [Wait.Woken], what
// that granted belongs to another who waits: pass it on. Wait fails with ErrForeignLoop if home is
// another loop, and as [Running] does.
//
// home is the loop of q; the first wait binds it. what is a noun that tells people what the fiber
// waits for. When *unless is true, the fiber need not wait: Wait then only checks that ctx could,
// does not suspend, and returns neither a place nor an error. unless may be nil.
func (q *WaitQueue) Wait(ctx context.Context, unless *bool, home *Home, what string) (*Wait, error) {
	f := plainly(ctx)
	if f == nil || home.loop != f.act.loop {
		return q.wait(ctx, unless, home, what)
	}
	if unless != nil && *unless {
		return nil, nil
	}
	a := f.act
	w := f.slot(nil, what)
	if a.mustCancel {
		return w, q.Park(w)
	}
	w.entered = false
	q.push(w)
	a.awaits = w
	if l, c := a.loop, a.coro; l.exchange == nil { // activation.suspend, without its frame
		c.Suspend()
	} else if to := l.successor(nil); to != c {
		if slot, yield := l.exchange.Trade(c, to); yield {
			slot.Yield()
		} else {
			slot.Next()
		}
	}
	if a.coro.Sent() {
		a.runErrand()
	}
	w = &a.wait
	if w.queue != nil { // whoever woke it has not taken it out
		w.queue.Remove(w)
	}
	if a.mustCancel || w.state == waitCanceled {
		return w, a.awaited()
	}
	a.awaits = nil
	return w, nil
}

// wait is Wait for all cases but the usual one (see plainly), and for the first wait in q, which
// binds q's home.
func (q *WaitQueue) wait(ctx context.Context, unless *bool, home *Home, what string) (*Wait, error) {
	w, err := Enter(ctx, what)
	if err != nil {
		return nil, err
	}
	if unless != nil && *unless {
		w.Leave()
		return nil, nil
	}
	if err := home.Bind(w.Loop(), what); err != nil {
		w.Leave()
		return nil, err
	}
	return w, q.Park(w)
}
