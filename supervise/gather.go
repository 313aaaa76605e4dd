package supervise

import (
	"context"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

// Outcome is a value or the error that came instead.
type Outcome[T any] struct {
	// Value is the zero value when Err is set.
	Value T
	// Err is nil when there is a value. A cancellation is an error too.
	Err error
}

// Gather collects the results of all items, in the order of items. It never suspends; await the
// future.
//
// When an item fails, the future fails with that error at once; a canceled item counts as failed.
// The other items go on. Their errors are dropped, but the loop reports a panic that nobody else
// asks for.
//
// Canceling the future cancels every item. The future then ends with the first item that ends
// canceled or fails; when all items refuse and succeed, it fails with a cancellation anyway. Once
// the future has ended, canceling it does nothing.
//
// Items that have ended may belong to any loop. All others must belong to ctx's loop or, where ctx
// has no task, as in a callback, all to the same loop. Otherwise the returned future has already
// failed with tasks.ErrForeignLoop. Without items it has already ended, without values. asyncio:
// gather.
func Gather[T any](ctx context.Context, items ...tasks.Awaitable[T]) *tasks.Future[[]T] {
	return gatherAll(ctx, true, items, func(all []tasks.Promise[T]) []T {
		values := make([]T, len(all))
		for i, p := range all {
			values[i], _ = p.Result()
		}
		return values
	})
}

// GatherOutcomes is Gather with errors among the results. The future waits for all items, even when
// it is canceled. It fails only then, or with tasks.ErrForeignLoop. It never suspends; await the
// future. asyncio: gather(return_exceptions=True).
func GatherOutcomes[T any](ctx context.Context, items ...tasks.Awaitable[T]) *tasks.Future[[]Outcome[T]] {
	return gatherAll(ctx, false, items, func(all []tasks.Promise[T]) []Outcome[T] {
		outcomes := make([]Outcome[T], len(all))
		for i, p := range all {
			outcomes[i].Value, outcomes[i].Err = p.Result()
		}
		return outcomes
	})
}

func gatherAll[T, R any](ctx context.Context, failFast bool, items []tasks.Awaitable[T], result func([]tasks.Promise[T]) R) *tasks.Future[R] {
	g := newGather[R, tasks.Promise[T]](ctx, failFast, items...)
	tasks.EnsureEach(ctx, items, g.add)
	return g.start(ctx, func() R { return result(g.items) })
}

// gather is the policy of Gather and its kin.
//
//	state      entered by                             left by
//	taking     newGather                              start (to gathering; to over, when it refuses); never, when an eager item ends the goroutine
//	gathering  start                                  the last child, the first error when failFast (to over)
//	over       the outer future's end                 never; later errors count as retrieved, but for panics
//
// Each item is watched before the next one becomes a task, because an eager task runs then, and may
// end those before it.
//
// requested says that a child has accepted a cancellation. The result is then canceled, even if all
// children have refused; but with failFast the first error goes before that.
//
// ChildDone is plain only while gathering, and not requested: otherwise it looks into errors, whose
// methods are the user's.
type gather[R any, H tasks.Handle] struct {
	actor.Supervisor
	loop      *tasks.Loop
	outer     *tasks.Future[R]
	items     []H // as they were given, duplicates included
	seen      distinct
	ended     []*actor.Child // before start
	foreign   error          // of the first item that belongs to another loop
	result    func() R
	failFast  bool
	requested bool
}

var (
	_ actor.Interruptible = (*gather[any, tasks.Handle])(nil)
	_ actor.ErrorKeeper   = (*gather[any, tasks.Handle])(nil)
)

// newGather makes a gather without items. Each of them is added when it has become a promise.
func newGather[R any, H tasks.Handle, A any](ctx context.Context, failFast bool, items ...A) *gather[R, H] {
	g := &gather[R, H]{failFast: failFast, loop: loopOf(ctx, items), items: make([]H, 0, len(items))}
	g.Supervise(actor.LoopOf(ctx), g)
	g.NoLongerPlain() // until start, which an eager item that ends the goroutine keeps from coming
	g.seen = distinct{of: &g.Supervisor, shared: g.loop != nil && g.loop.TaskFactory() != nil}
	return g
}

func (g *gather[R, H]) add(item H) {
	g.items = append(g.items, item)
	c := item.Completion()
	ended := c.Finished()
	if g.loop == nil && !ended {
		g.loop = c.Loop()
	}
	switch {
	case !ended && c.Loop() != g.loop:
		if g.foreign == nil {
			g.foreign = foreign(g.loop, item)
		}
	case !g.seen.add(c):
	case ended:
		g.ended = append(g.ended, g.AdoptEnded(c))
	default:
		g.Adopt(c)
	}
}

func (g *gather[R, H]) start(ctx context.Context, result func() R) *tasks.Future[R] {
	switch {
	case len(g.items) == 0:
		return tasks.Resolved(ctx, result(), nil)
	case g.foreign != nil:
		return g.refuse(ctx, g.foreign)
	}
	g.result = result
	if g.loop == nil {
		g.loop = g.items[0].Loop()
	}
	if err := g.endsHere(); err != nil {
		return g.refuse(ctx, err)
	}
	g.outer = tasks.SupervisedFuture[R](g.loop, g)
	g.Supervise(actor.LoopOf(ctx), g) // plain, from now on
	for _, child := range g.ended {
		child.Receive(actor.Done{Of: child.Of()})
	}
	g.ended = nil
	return g.outer
}

// refuse returns the result of what cannot be gathered: it fails with why. That error stands for
// those of the items that could not be made, which so count as retrieved.
func (g *gather[R, H]) refuse(ctx context.Context, why error) *tasks.Future[R] {
	g.Release()
	retrieveRefusals(g.items)
	return tasks.Resolved(ctx, *new(R), why)
}

// endsHere fails when the future may end before start has returned, since there are ended items,
// and debug mode finds that another goroutine has its loop.
func (g *gather[R, H]) endsHere() error {
	if len(g.ended) == 0 {
		return nil
	}
	return g.loop.CheckGoroutine()
}

// Plain marks ChildDone as plain: see [actor.PlainPolicy].
func (g *gather[R, H]) Plain() {}

// ChildDone handles a child's end.
func (g *gather[R, H]) ChildDone(child *actor.Child) {
	switch c := child.Of(); {
	case g.outer == nil || g.outer.Finished(): // broken off, or over: no caller gets the error
		c.RetrieveUnlessPanic()
	case g.failFast && c.Err() != nil:
		_ = g.outer.SetError(c.Outcome())
	case g.Left() > 0: // whether an error gets to anybody is not known yet
	case g.requested:
		g.endCanceled()
	default:
		_ = g.outer.SetResult(g.result())
	}
	if g.outer != nil && g.outer.Finished() { // whoever keeps it must not keep the items in memory
		g.items, g.result = nil, nil
		g.NoLongerPlain() // what still comes has errors to look into, which are the user's
	}
}

// endCanceled ends the result as canceled. No caller gets the errors of the items. It looks into
// these at last, since a method of an error may end the goroutine.
func (g *gather[R, H]) endCanceled() {
	last := g.items[len(g.items)-1].Completion()
	err := last.Err()
	if !last.Canceled() {
		err = &tasks.CanceledError{Msg: last.CancelMsg()}
	}
	_ = g.outer.SetError(err)
	items := g.items
	g.items, g.result = nil, nil
	goexit.Each(items, func(item H) { item.Completion().RetrieveUnlessPanic() })
}

// Cancel cancels every item; an item that was given twice is canceled twice.
func (g *gather[R, H]) Cancel(msg string) bool {
	return g.request(func(c *actor.Completion) bool { return c.Cancel(msg) })
}

// Interrupt is Cancel because ctx, under which the result is awaited, has ended: see
// [actor.Completion.Interrupt].
func (g *gather[R, H]) Interrupt(ctx context.Context) bool {
	return g.request(func(c *actor.Completion) bool { return c.Interrupt(ctx) })
}

// KeepsError says that a Cancel after the end does not count as retrieving the error: see
// [actor.ErrorKeeper].
func (g *gather[R, H]) KeepsError() {}

func (g *gather[R, H]) request(cancel func(*actor.Completion) bool) bool {
	accepted := false
	for _, item := range g.items {
		if cancel(item.Completion()) {
			accepted = true
		}
	}
	if accepted {
		g.requested = true
		g.NoLongerPlain() // at its end it looks into the errors of all
	}
	return accepted
}

func (g *gather[R, H]) String() string { return describe("gather", g.First()) }
