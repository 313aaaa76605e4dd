package actor

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/internal/invariants"
)

// Wait is a fiber's place in a queue of waiters: what a lock, an event, a queue
// or a sleep holds on to, to wake the fiber. Each fiber owns one and uses it
// again and again, so waiting allocates nothing.
//
//	state     entered by                       left by
//	idle      a new one; Leave; giveUp;        Enter (to waiting)
//	          beforehand, when an owner
//	          calls Goexit
//	waiting   Enter, WaitQueue.Wait            Wake, WaitQueue.WakeNext (to woken), Cancel (to canceled); see idle
//	woken     Wake, WaitQueue.WakeNext         Enter, WaitQueue.Wait (to waiting)
//	canceled  Cancel                           Enter, WaitQueue.Wait (to waiting)
//
// Rule: whoever puts a Wait into a queue takes it out before the fiber can wait
// again, so that no queue ever holds a Wait of a fiber that waits elsewhere. The
// same holds for any other thing that could wake it, such as a callback: a Wake or
// a Cancel after the end of Park ends whatever the fiber waits for then, as if that
// had happened: a Sleep ends early, and a Lock is taken that another task holds.
type Wait struct {
	act        *activation // that it is part of
	queue      *WaitQueue
	prev, next *Wait
	within     context.Context // derived from the fiber's own context; nil when it is that one
	what       string
	detail     fmt.Stringer // while waiting, what Explain said; when canceled, a cancelText; or nil
	state      waitState
	entered    bool   // since Enter, until Park or Leave
	left       uint32 // how often Leave was called: see wakeChecked
}

// cancelText is the message of a cancellation.
type cancelText string

func (t cancelText) String() string { return string(t) }

type waitState uint8

const (
	waitIdle waitState = iota
	waitWaiting
	waitWoken
	waitCanceled
)

// Enter prepares the Wait of ctx's fiber for a wait. what is a noun that tells people what the
// fiber waits for. Enter fails as [Running] does. It never suspends; [Wait.Park] does. Until Park
// or [Wait.Leave] the fiber may await nothing else: a Wake would end that await.
func Enter(ctx context.Context, what string) (*Wait, error) {
	if f := plainly(ctx); f != nil {
		return f.slot(nil, what), nil
	}
	f, within, err := awaiting(ctx)
	if err != nil {
		return nil, err
	}
	return f.slot(within, what), nil
}

func (f *Fiber) slot(within context.Context, what string) *Wait {
	w := &f.act.wait
	if invariants.Enabled {
		invariants.Check(w.queue == nil, 6, "%s waits for %s and still stands in a queue for %s", f, what, w.what)
	}
	w.within = within
	w.what = what
	w.detail = nil
	w.state = waitWaiting
	w.entered = true
	return w
}

// Wake lets the fiber go on, in the loop's next pass. It reports false when the
// wait has ended otherwise.
func (w *Wait) Wake() bool {
	if w.state != waitWaiting {
		return false
	}
	w.state = waitWoken
	w.act.wake()
	return true
}

// wake lets a fiber whose Wait has been woken go on.
func (a *activation) wake() {
	if l := a.loop; l.debug {
		a.wakeChecked()
	} else {
		l.post(a, Resume{})
	}
}

// wakeChecked is wake in debug mode: it reports a foreign goroutine that calls Set, Release or the
// like. It is a function of its own so that wake is short. asyncio: the check of call_soon.
//
//go:noinline
func (a *activation) wakeChecked() {
	f := a.fiber
	left := a.wait.left
	late := func() {
		// The fiber may have left that wait, or have ended, by then.
		if a.fiber == f && a.awaits == target(&a.wait) && a.wait.left == left && a.wait.state != waitWaiting {
			a.wake()
		}
	}
	if !a.loop.Misplaced("what ends a wait for "+a.wait.what, late) {
		a.loop.post(a, Resume{})
	}
}

// Cancel ends the wait with a [CanceledError]. It reports false when the wait
// has ended already.
func (w *Wait) Cancel(msg string) bool {
	if w.state != waitWaiting {
		return false
	}
	w.state = waitCanceled
	w.detail = nil
	if msg != "" {
		w.detail = cancelText(msg)
	}
	w.act.wake()
	return true
}

// Pending reports whether nothing has ended the wait yet.
func (w *Wait) Pending() bool { return w.state == waitWaiting }

// Canceled reports whether Cancel ended the wait.
func (w *Wait) Canceled() bool { return w.state == waitCanceled }

// Woken reports whether Wake ended the wait. It stays true until the fiber
// waits again, even if a cancellation took the fiber out of Park.
func (w *Wait) Woken() bool { return w.state == waitWoken }

// Leave takes Enter back, before Park, when the wait turns out not to be needed. A Wake or a Cancel
// since then is taken back, too, and the fiber's place in a queue is given up.
func (w *Wait) Leave() {
	if w.entered && w.state != waitWaiting {
		w.act.loop.ready.takeBack(w.act)
	}
	w.leaveQueue()
	w.state, w.entered = waitIdle, false
	w.within, w.detail = nil, nil
	w.left++
}

// giveUp makes nothing wake a fiber that is to be unwound.
func (w *Wait) giveUp() {
	w.leaveQueue()
	if w.state == waitWaiting {
		w.state = waitIdle
	}
}

// Loop is the loop of the waiting fiber.
func (w *Wait) Loop() *Loop { return w.act.loop }

// Context returns the context of the waiting fiber itself, not a derived one. A clean-up waits with
// it, so that the end of a derived context does not interrupt the clean-up.
func (w *Wait) Context() context.Context { return w.act.fiber.Context() }

// Park suspends the fiber until Wake (nil), Cancel (a [CanceledError]), or the end of the context
// that Enter was given (its cause). It fails at once, with ErrInvalidState when there was no Enter
// since the last Park or Leave, and with ErrNotRunning when the fiber does not run.
func (w *Wait) Park() error {
	f := w.act.fiber
	if !w.entered || f == nil || w.act.loop.current != f {
		return w.misplaced()
	}
	w.entered = false
	err := f.park(w.within, w)
	w.within = nil
	if w.detail != nil { // otherwise the fiber would keep what it has waited for, until it waits again
		w.detail = nil
	}
	return err
}

// misplaced is why Park cannot suspend the fiber.
//
//go:noinline
func (w *Wait) misplaced() error {
	f, running := w.act.fiber, w.act.loop.current
	if f != nil && running != f {
		return notRunning(f, running)
	}
	return fmt.Errorf("a Park without an Enter: %w", ErrInvalidState)
}

func (w *Wait) outcome() error {
	if w.state != waitCanceled {
		return nil
	}
	return w.canceled()
}

func (w *Wait) canceled() error {
	if w.detail == nil {
		return CanceledWith("")
	}
	return CanceledWith(w.detail.String())
}

// Explain makes s say what is waited for, to whoever asks during the wait.
func (w *Wait) Explain(s fmt.Stringer) { w.detail = s }

func (w *Wait) describe() string {
	if w.detail != nil && w.state == waitWaiting {
		return textOf(w.detail)
	}
	return w.what
}
