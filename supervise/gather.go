package supervise

import (
	"context"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Outcome is a value or the error that came instead.
type Outcome[T any] struct {
	// Value is the zero value when Err is set.
	Value T
	// Err is nil when there is a value. A cancellation is an error too.
	Err error
}

// Gather collects the results of all items, in their order. The first error is
// the future's error at once; the other items go on. A canceled item counts as
// an error. Canceling the future cancels every item, and the future ends when
// they have; once it has ended, that does nothing. All that have not ended must be of
// one loop, or the future has ended with tasks.ErrForeignLoop; what has ended may be
// of any. It never suspends; await the future. asyncio: gather.
func Gather[T any](ctx context.Context, items ...tasks.Awaitable[T]) *tasks.Future[[]T] {
	all := tasks.EnsureAll(ctx, items)
	return startGather(ctx, true, func() []T {
		values := make([]T, len(all))
		for i, p := range all {
			values[i], _ = p.Result()
		}
		return values
	}, all)
}

// GatherOutcomes is Gather with errors among the results: the future waits for
// all items, and fails only when it was canceled. It never suspends; await the
// future. asyncio: gather(return_exceptions=True).
func GatherOutcomes[T any](ctx context.Context, items ...tasks.Awaitable[T]) *tasks.Future[[]Outcome[T]] {
	all := tasks.EnsureAll(ctx, items)
	return startGather(ctx, false, func() []Outcome[T] {
		outcomes := make([]Outcome[T], len(all))
		for i, p := range all {
			outcomes[i].Value, outcomes[i].Err = p.Result()
		}
		return outcomes
	}, all)
}

// gather is the policy of Gather and its kin.
//
//	state      entered by                             left by
//	gathering  start                                  the last child; the first error, when failFast
//	over       the outer future's end                 never; later errors count as retrieved
//
// requested is a cancellation that a child accepted: the result is canceled
// then, whatever the children end with.
type gather[R any, H tasks.Handle] struct {
	actor.Supervisor
	outer     *tasks.Future[R]
	items     []H // as they were given, duplicates included
	result    func() R
	failFast  bool
	requested bool
}

func startGather[R any, H tasks.Handle](ctx context.Context, failFast bool, result func() R, items []H) *tasks.Future[R] {
	if len(items) == 0 {
		return tasks.Resolved(ctx, result(), nil)
	}
	l := loopOf(items)
	if err := foreign(l, items...); err != nil {
		return tasks.Resolved(ctx, *new(R), err)
	}
	g := &gather[R, H]{items: items, result: result, failFast: failFast}
	g.outer = tasks.SupervisedFuture[R](l, g)
	g.Supervise(ownLoop(ctx, l), g)
	seen := distinct{of: &g.Supervisor}
	var ended []*actor.Child
	for _, item := range items {
		c := item.Completion()
		switch {
		case !seen.add(c):
		case c.Finished():
			ended = append(ended, g.Hold(c))
		default:
			g.Adopt(c)
		}
	}
	for _, child := range ended {
		child.Receive(actor.Done{Of: child.Of()})
	}
	return g.outer
}

// Plain says that ChildDone is: see actor.PlainPolicy.
func (g *gather[R, H]) Plain() {}

// ChildDone takes note of a child's end.
func (g *gather[R, H]) ChildDone(child *actor.Child) {
	err := child.Of().Outcome() // retrieved, even if it is too late to matter
	switch {
	case g.outer.Finished():
	case g.failFast && err != nil:
		_ = g.outer.SetError(err)
	case g.Left() > 0:
	case g.requested:
		last := g.items[len(g.items)-1].Completion()
		if err = last.Err(); !last.Canceled() {
			err = &tasks.CanceledError{Msg: last.CancelMsg()}
		}
		_ = g.outer.SetError(err)
	default:
		_ = g.outer.SetResult(g.result())
	}
}

// Cancel cancels every item, an item that was given twice twice.
func (g *gather[R, H]) Cancel(msg string) bool {
	return g.request(func(c *actor.Completion) bool { return c.Cancel(msg) })
}

// Interrupt is Cancel when ctx, in which the result is awaited, has ended: see
// actor.Completion.
func (g *gather[R, H]) Interrupt(ctx context.Context) bool {
	return g.request(func(c *actor.Completion) bool { return c.Interrupt(ctx) })
}

func (g *gather[R, H]) request(cancel func(*actor.Completion) bool) bool {
	accepted := false
	for _, item := range g.items {
		if cancel(item.Completion()) {
			accepted = true
		}
	}
	g.requested = g.requested || accepted
	return accepted
}

func (g *gather[R, H]) String() string { return describe("gather", g.First()) }
