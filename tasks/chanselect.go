package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// ChanCase is one alternative of [SelectChan]: made by [Chan.OnRecv] or [Chan.OnSend].
type ChanCase struct{ chanCase }

type chanCase interface {
	// ready reports whether the case can proceed.
	ready() bool
	// proceed performs a case that is ready.
	proceed() error
	// bind makes the channel one of w's loop.
	bind(w *actor.Wait) error
	// enter puts a task that is about to wait into the channel's queue.
	enter(w *actor.Wait) caseInQueue
}

// caseInQueue is a case for which a task waits.
type caseInQueue interface {
	// leave is the end of the wait. It returns what has become of the case.
	leave() parcelState
	// end is called, after leave, of the case that has proceeded.
	end() error
}

// OnRecv is the case that receives from c. then, which may be nil, is called with the item and true,
// or with the zero value and false when c is closed and empty. A nil c is never ready.
func (c *Chan[T]) OnRecv(then func(v T, ok bool)) ChanCase {
	return ChanCase{&caseOf[T]{c: c, end: func(v T, ok bool) error {
		if then != nil {
			then(v, ok)
		}
		return nil
	}}}
}

// OnSend is the case that sends v to c. then, which may be nil, is called after that. A nil c is
// never ready; a closed one is, and SelectChan then fails with ErrChanClosed.
func (c *Chan[T]) OnSend(v T, then func()) ChanCase {
	return ChanCase{&caseOf[T]{c: c, sends: true, v: v, end: func(_ T, ok bool) error {
		switch {
		case !ok:
			return ErrChanClosed
		case then != nil:
			then()
		}
		return nil
	}}}
}

// SelectChan is [Select] for the channels of a loop: it suspends until one of the cases can proceed,
// if none can yet. It performs that case, calls its function, and returns its index, or -1 and an
// error. It picks one at random when several can proceed, under a virtual clock the same in each
// run. While it waits, the first that can proceed is taken; without cases it waits for ever. A
// cancellation ends the wait, unless a case has proceeded: see [Chan.Recv]. It fails with
// ErrChanClosed when it picks a case that sends to a closed channel, and with ErrInvalidState for a
// zero ChanCase.
func SelectChan(ctx context.Context, cases ...ChanCase) (int, error) {
	w, err := actor.Enter(ctx, "a select of channels")
	if err != nil {
		return -1, err
	}
	var ready []int
	for i, c := range cases {
		if c.chanCase == nil {
			w.Leave()
			return -1, fmt.Errorf("case %d of a select is empty, OnRecv and OnSend make one: %w", i, ErrInvalidState)
		}
		if c.ready() {
			ready = append(ready, i)
		}
	}
	if len(ready) == 0 {
		return waitForCase(ctx, w, cases)
	}
	w.Leave()
	chosen := ready[0]
	if len(ready) > 1 {
		chosen = ready[LoopOf(ctx).Random().IntN(len(ready))]
	}
	return indexOr(cases[chosen].proceed(), chosen)
}

// indexOr is the result of SelectChan.
func indexOr(err error, index int) (int, error) {
	if err != nil {
		return -1, err
	}
	return index, nil
}

// waitForCase is SelectChan when no case is ready.
func waitForCase(ctx context.Context, w *actor.Wait, cases []ChanCase) (int, error) {
	for _, c := range cases {
		if err := c.bind(w); err != nil {
			w.Leave()
			return -1, err
		}
	}
	entered := make([]caseInQueue, len(cases))
	for i, c := range cases {
		entered[i] = c.enter(w)
	}
	chosen, state, err := parkForCase(w, entered)
	if state == parcelDone {
		putOff(ctx, err)
	} else if err != nil {
		return -1, err
	}
	return indexOr(entered[chosen].end(), chosen)
}

// parkForCase parks w, and returns which case has proceeded, if any, and what has become of it.
func parkForCase(w *actor.Wait, entered []caseInQueue) (chosen int, state parcelState, err error) {
	defer func() { // also if the task is unwound
		for i, c := range entered {
			if s := c.leave(); s != parcelWaiting {
				chosen, state = i, s
			}
		}
	}()
	return -1, parcelWaiting, w.Park()
}

// caseOf is a case of c, which may be nil. end ends it, with what was received, and whether that, or
// the send, has succeeded.
type caseOf[T any] struct {
	c     *Chan[T]
	sends bool
	v     T
	end   func(v T, ok bool) error
}

func (o *caseOf[T]) ready() bool {
	switch c := o.c; {
	case c == nil:
		return false
	case c.closed:
		return true
	case o.sends:
		return c.Len() < c.size || c.receivers.any()
	default:
		return c.Len() > 0 || c.senders.any()
	}
}

func (o *caseOf[T]) proceed() error {
	if o.sends {
		return o.end(o.v, o.c.TrySend(o.v))
	}
	return o.end(o.c.TryRecv())
}

func (o *caseOf[T]) bind(w *actor.Wait) error {
	if o.c == nil {
		return nil
	}
	return o.c.bind(w)
}

func (o *caseOf[T]) enter(w *actor.Wait) caseInQueue {
	if o.c == nil {
		return never{}
	}
	q := &o.c.receivers
	if o.sends {
		q = &o.c.senders
	}
	return &caseEntered[T]{of: o, p: o.c.enter(q, w, o.v)}
}

// caseEntered is a caseOf for which a task waits.
type caseEntered[T any] struct {
	of   *caseOf[T]
	p    *parcel[T]
	item T
	done bool
}

func (e *caseEntered[T]) leave() parcelState {
	state := e.p.state
	e.item, e.done = e.p.item, state == parcelDone
	e.of.c.leave(e.p)
	return state
}

func (e *caseEntered[T]) end() error { return e.of.end(e.item, e.done) }

// never is the caseInQueue of a nil channel, which is of no loop and has no queue.
type never struct{}

func (never) leave() parcelState { return parcelWaiting }

func (never) end() error { return nil }
