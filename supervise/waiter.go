package supervise

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

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
