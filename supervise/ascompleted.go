package supervise

import (
	"context"
	"iter"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// AsCompleted gives the results of items in the order in which they end; a task or future that is
// given twice counts once. It starts the items when it is called, and does not suspend; each
// iteration suspends until the next item has ended.
//
// When limit passes first, the next iteration gives a [*tasks.TimeoutError] and is the last. A
// limit of zero or less passes in the loop's next pass; [NoLimit] never does. Neither the limit nor
// leaving the range early cancels anything. The tasks that AsCompleted makes of coroutines go on,
// too: to cancel them, give it tasks.
//
// When the task that ranges is canceled, the iteration gives the cancellation as its error. The
// items go on. The range may go on, too, but gives one result less. Several tasks may range over
// one sequence: each item goes to one of them, and after the limit each item that is left gives one
// TimeoutError. When an item of another loop has not ended, the only iteration gives
// tasks.ErrForeignLoop. asyncio: as_completed.
func AsCompleted[T any](ctx context.Context, limit time.Duration, items ...tasks.Awaitable[T]) iter.Seq2[T, error] {
	next := completedOf(ctx, limit, tasks.EnsureAll(ctx, items))
	own := actor.Of(ctx)
	return func(yield func(T, error) bool) {
		for p, err := range next {
			var v T
			if err == nil {
				v, err = p.Await(callersContext(ctx, own)) // and not Result: the item may have heard first that a derived ctx has ended
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// Completed is [AsCompleted] that gives the tasks and futures themselves: those that were given,
// and the tasks that it made of coroutines. Beside an error it gives nil. Each iteration suspends
// until the next item has ended. The limit, a cancellation and an item of another loop are as with
// AsCompleted. asyncio: async for over as_completed.
func Completed[T any](ctx context.Context, limit time.Duration, items ...tasks.Awaitable[T]) iter.Seq2[tasks.Promise[T], error] {
	all := make([]tasks.Promise[T], len(items)) // not EnsureAll: whoever keeps one must not keep its neighbours
	for i, item := range items {
		all[i] = tasks.EnsureItem(ctx, i, item)
	}
	return completedOf(ctx, limit, all)
}

// completedOf is Completed for tasks and futures. It takes over the slice all.
func completedOf[T any](ctx context.Context, limit time.Duration, all []tasks.Promise[T]) iter.Seq2[tasks.Promise[T], error] {
	l := tasks.LoopOf(ctx)
	err := foreign(l, all...)
	if err == nil && l != nil {
		err = l.CheckGoroutine()
	}
	if err != nil || actor.Current(ctx) == nil { // in the second case each iteration fails
		retrieveRefusals(all)
	}
	if err != nil {
		return func(yield func(tasks.Promise[T], error) bool) { yield(nil, err) }
	}
	c := &completed[T]{items: all[:0], ended: make([]tasks.Promise[T], 0, len(all))}
	c.Supervise(l, c)
	seen := distinct{of: &c.Supervisor}
	for _, p := range all {
		if seen.add(p.Completion()) {
			c.items = append(c.items, p)
			adopt(&c.Supervisor, l, p.Completion())
		}
	}
	if l != nil && len(all) > 0 && limit != NoLimit {
		c.timer = l.CallLater(limit, c.expire)
	}
	left, own := len(c.items), actor.Of(ctx)
	return func(yield func(tasks.Promise[T], error) bool) {
		for left > 0 {
			left--
			p, err := c.next(callersContext(ctx, own))
			if err == nil && p == nil {
				yield(nil, &tasks.TimeoutError{What: "AsCompleted", After: limit})
				return
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// completed is the policy of AsCompleted: it queues the items that have ended.
//
//	an item  entered by                         left by
//	running  Completed                          its end (to ended), expire (to late)
//	ended    ChildDone                          next (to given)
//	late     expire: a nil in the item's place  next (to given)
//	given    next                               never
type completed[T any] struct {
	actor.Supervisor
	items   []tasks.Promise[T]
	ended   []tasks.Promise[T] // in order of their ends, with room for all; nil: the limit has passed
	given   int                // how many of ended
	waiters actor.WaitQueue
	timer   *actor.Callback
}

// next takes out the first of those that have ended, and suspends until there is one.
func (c *completed[T]) next(ctx context.Context) (tasks.Promise[T], error) {
	if c.ready() {
		if _, err := actor.Running(ctx); err != nil {
			return nil, err
		}
	}
	for !c.ready() {
		if err := c.wait(ctx); err != nil {
			return nil, err
		}
	}
	p := c.ended[c.given]
	c.given++
	return p, nil
}

// wait suspends until an item has ended. If it was woken and then canceled, it wakes the next
// waiter in its place.
func (c *completed[T]) wait(ctx context.Context) error {
	w, err := actor.Enter(ctx, "as_completed")
	if err != nil {
		return err
	}
	w.Explain(c)
	err = c.waiters.Park(w)
	if err != nil && w.Woken() && c.ready() {
		c.waiters.WakeNext()
	}
	return err
}

// ready reports whether ended has an entry that was not given yet.
func (c *completed[T]) ready() bool { return c.given < len(c.ended) }

// put queues p, nil at the limit.
func (c *completed[T]) put(p tasks.Promise[T]) {
	c.ended = append(c.ended, p)
	c.waiters.WakeNext()
}

// Plain marks ChildDone as plain: see [actor.PlainPolicy].
func (c *completed[T]) Plain() {}

// ChildDone queues the child.
func (c *completed[T]) ChildDone(child *actor.Child) {
	c.put(c.items[child.Index()])
	if c.Left() == 0 {
		cancelTimer(&c.timer)
	}
}

// expire queues the timeout once for each item that is left: so many iterations may wait.
func (c *completed[T]) expire() {
	for range c.Left() {
		c.put(nil)
	}
	c.Release()
}

// String describes the wait.
func (c *completed[T]) String() string { return describe("the next of as_completed", c.First()) }
