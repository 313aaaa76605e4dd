package supervise

import (
	"context"

	"github.com/actorloom/actorloom/tasks"
)

// Pair is the result of Gather2: each field has the value of the item in the same place.
type Pair[A, B any] struct {
	A A
	B B
}

// Triple is the result of Gather3: each field has the value of the item in the same place.
type Triple[A, B, C any] struct {
	A A
	B B
	C C
}

// Quad is the result of Gather4: each field has the value of the item in the same place.
type Quad[A, B, C, D any] struct {
	A A
	B B
	C C
	D D
}

// Gather2 is Gather for two items of different types. It never suspends; await the
// future. asyncio: gather.
func Gather2[A, B any](ctx context.Context, a tasks.Awaitable[A], b tasks.Awaitable[B]) *tasks.Future[Pair[A, B]] {
	g := newGather[Pair[A, B], tasks.Handle, any](ctx, true, a, b)
	pa, pb := taken(ctx, g, a), taken(ctx, g, b)
	return g.start(ctx, func() Pair[A, B] { return Pair[A, B]{value(pa), value(pb)} })
}

// Gather3 is Gather for three items of different types. It never suspends; await the
// future. asyncio: gather.
func Gather3[A, B, C any](ctx context.Context, a tasks.Awaitable[A], b tasks.Awaitable[B], c tasks.Awaitable[C]) *tasks.Future[Triple[A, B, C]] {
	g := newGather[Triple[A, B, C], tasks.Handle, any](ctx, true, a, b, c)
	pa, pb, pc := taken(ctx, g, a), taken(ctx, g, b), taken(ctx, g, c)
	return g.start(ctx, func() Triple[A, B, C] { return Triple[A, B, C]{value(pa), value(pb), value(pc)} })
}

// Gather4 is Gather for four items of different types. It never suspends; await the
// future. asyncio: gather.
func Gather4[A, B, C, D any](ctx context.Context, a tasks.Awaitable[A], b tasks.Awaitable[B], c tasks.Awaitable[C], d tasks.Awaitable[D]) *tasks.Future[Quad[A, B, C, D]] {
	g := newGather[Quad[A, B, C, D], tasks.Handle, any](ctx, true, a, b, c, d)
	pa, pb, pc, pd := taken(ctx, g, a), taken(ctx, g, b), taken(ctx, g, c), taken(ctx, g, d)
	return g.start(ctx, func() Quad[A, B, C, D] { return Quad[A, B, C, D]{value(pa), value(pb), value(pc), value(pd)} })
}

// taken is item as a promise that g watches.
func taken[R, T any](ctx context.Context, g *gather[R, tasks.Handle], item tasks.Awaitable[T]) tasks.Promise[T] {
	p := tasks.Ensure(ctx, item)
	g.add(p)
	return p
}

func value[T any](p tasks.Promise[T]) T {
	v, _ := p.Result()
	return v
}
