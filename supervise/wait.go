package supervise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/isnil"
	"github.com/actorloom/actorloom/tasks"
)

// When is what Wait waits for.
type When int

const (
	// AllCompleted waits for every item. asyncio: ALL_COMPLETED.
	AllCompleted When = iota
	// FirstCompleted waits for the first to end. asyncio: FIRST_COMPLETED.
	FirstCompleted
	// FirstError waits for the first to fail, and for all when none does. A
	// cancellation does not count. asyncio: FIRST_EXCEPTION.
	FirstError
)

func (w When) String() string {
	return nameOf(int(w), "all completed", "first completed", "first error")
}

// NoLimit is a time limit that never passes. Only [Child].StopLimit, [Supervisor].Period and
// tasks.ShutdownLimit take any negative value for it; elsewhere a negative limit has already
// passed.
const NoLimit time.Duration = -1 << 63

// ErrNothing reports a Wait without items, or a Race without coroutines. asyncio: ValueError.
var ErrNothing = errors.New("there is nothing to wait for")

// Wait suspends until the condition holds or the limit has passed, and returns the items that have
// ended and those that have not, each in the order given, each once. Reaching the limit is no
// error. A limit of zero or less passes in the loop's next pass; [NoLimit] never does.
//
// Wait cancels nothing, neither at the limit nor when it is canceled itself. In the latter case its
// error is the cancellation, or the cause of a derived ctx that has ended. It fails with ErrNothing
// when no item is given, with tasks.ErrForeignLoop when an item of another loop has not ended, with
// tasks.ErrNilFunc for a nil item, and with tasks.ErrInvalidState for an unknown condition.
// asyncio: wait.
func Wait[H tasks.Handle](ctx context.Context, items []H, when When, limit time.Duration) (done, pending []H, err error) {
	if len(items) == 0 {
		return nil, nil, fmt.Errorf("Wait: %w", ErrNothing)
	}
	if err := checkKnown("condition", when, FirstError); err != nil {
		return nil, nil, fmt.Errorf("Wait: %w", err)
	}
	for i, item := range items {
		if isnil.Of(item) {
			return nil, nil, fmt.Errorf("Wait: item %d is nil: %w", i, tasks.ErrNilFunc)
		}
	}
	w, unique, err := newWaiter(ctx, "Wait", items...)
	if err != nil {
		return nil, nil, err
	}
	w.when = when
	if err := w.park(limit); err != nil {
		return nil, nil, err
	}
	pending = unique[:0] // in place, as most wait for the first of many
	for _, item := range unique {
		if item.Finished() {
			done = append(done, item)
		} else {
			pending = append(pending, item)
		}
	}
	clear(unique[len(pending):])
	if len(pending) == 0 {
		pending = nil
	}
	return done, pending, nil
}

// waiter is the policy of Wait, and of every other wait of a task for children that it does not
// own.
//
//	state    entered by  left by
//	taking   newWaiter   park (to waiting); giveUp (to over)
//	waiting  park        the condition, the limit, a cancellation (to over)
//	over     see above   never; but children of a wait for the first error may still end: see leave
type waiter struct {
	actor.Supervisor
	what  string // is waited for
	wait  *actor.Wait
	timer *actor.Callback
	when  When

	over    bool // the task goes on
	pending bool // a child had not ended by then
}

// newWaiter readies a wait of ctx's task for items. It returns the items, too, each once. what is a
// noun for what it waits for; a description of the wait is what, "of" and the items.
func newWaiter[H tasks.Handle](ctx context.Context, what string, items ...H) (w *waiter, unique []H, err error) {
	wait, err := actor.Enter(ctx, what)
	if err != nil {
		retrieveRefusals(items)
		return nil, nil, err
	}
	if err := foreign(wait.Loop(), items...); err != nil {
		wait.Leave()
		return nil, nil, err
	}
	w = &waiter{what: what, wait: wait}
	w.Supervise(wait.Loop(), w)
	wait.Explain(w)
	seen := distinct{of: &w.Supervisor}
	unique = make([]H, 0, len(items))
	for _, item := range items {
		if c := item.Completion(); seen.add(c) {
			unique = append(unique, item)
			adopt(&w.Supervisor, wait.Loop(), c)
		}
	}
	return w, unique, nil
}

func (w *waiter) String() string { return describe(w.what, w.First()) }

// park suspends the task until the condition holds or the limit has passed.
func (w *waiter) park(limit time.Duration) error {
	if limit != NoLimit {
		w.timer = w.wait.Loop().CallLater(limit, func() { w.wait.Wake() })
	}
	err := w.wait.Park()
	cancelTimer(&w.timer)
	w.leave()
	return err
}

// awaitEndOf calls request, which asks item to end, and suspends ctx's task until item has, in
// whatever way. request may end the goroutine. what is as for newWaiter.
func awaitEndOf(ctx context.Context, what string, item tasks.Handle, request func()) error {
	w, _, err := newWaiter(ctx, what, item)
	if err != nil {
		return err
	}
	goexit.Guard(request, w.giveUp)
	return w.park(NoLimit)
}

// giveUp takes the wait back, before park.
func (w *waiter) giveUp() {
	w.leave()
	w.wait.Leave()
}

// leave ends the watch. A wait for the first error keeps watching the children that have ended and
// whose Done is still to come: in asyncio their callbacks are on the way by then, and are called
// anyway.
func (w *waiter) leave() {
	w.over = true
	if w.when != FirstError {
		w.Release()
		return
	}
	for child := w.First(); child != nil; {
		next := child.Next()
		if !child.Of().Finished() {
			w.pending = true
			child.Release()
		}
		child = next
	}
}

// Plain marks ChildDone as plain: see [actor.PlainPolicy].
func (w *waiter) Plain() {}

// ChildDone wakes the task when the condition holds. A wait for the first error looks at the error
// of each child, and so retrieves it, except that of the last.
func (w *waiter) ChildDone(child *actor.Child) {
	c := child.Of()
	last := w.Left() == 0 && !w.pending
	holds := last || w.when == FirstCompleted ||
		w.when == FirstError && !c.Canceled() && c.Outcome() != nil
	if holds && !w.over {
		cancelTimer(&w.timer)
		w.wait.Wake()
	}
}
