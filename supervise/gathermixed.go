package supervise

import (
	"context"

	"github.com/actorloom/actorloom/tasks"
)

// Pair is the result of Gather2: each field has the value of the item of that place.
type Pair[A, B any] struct {
	A A
	B B
}

// Triple is the result of Gather3: each field has the value of the item of that place.
type Triple[A, B, C any] struct {
	A A
	B B
	C C
}

// Quad is the result of Gather4: each field has the value of the item of that place.
type Quad[A, B, C, D any] struct {
	A A
	B B
	C C
	D D
}

// Gather2 is Gather for two items of different types. It never suspends; await the
// future. asyncio: gather.
func Gather2[A, B any](ctx context.Context, a tasks.Awaitable[A], b tasks.Awaitable[B]) *tasks.Future[Pair[A, B]] {
	pa, pb := tasks.Ensure(ctx, a), tasks.Ensure(ctx, b)
	return startGather(ctx, true, func() Pair[A, B] {
		return Pair[A, B]{value(pa), value(pb)}
	}, []tasks.Handle{pa, pb})
}

// Gather3 is Gather for three items of different types. It never suspends; await the
// future. asyncio: gather.
func Gather3[A, B, C any](ctx context.Context, a tasks.Awaitable[A], b tasks.Awaitable[B], c tasks.Awaitable[C]) *tasks.Future[Triple[A, B, C]] {
	pa, pb, pc := tasks.Ensure(ctx, a), tasks.Ensure(ctx, b), tasks.Ensure(ctx, c)
	return startGather(ctx, true, func() Triple[A, B, C] {
		return Triple[A, B, C]{value(pa), value(pb), value(pc)}
	}, []tasks.Handle{pa, pb, pc})
}

// Gather4 is Gather for four items of different types. It never suspends; await the
// future. asyncio: gather.
func Gather4[A, B, C, D any](ctx context.Context, a tasks.Awaitable[A], b tasks.Awaitable[B], c tasks.Awaitable[C], d tasks.Awaitable[D]) *tasks.Future[Quad[A, B, C, D]] {
	pa, pb, pc, pd := tasks.Ensure(ctx, a), tasks.Ensure(ctx, b), tasks.Ensure(ctx, c), tasks.Ensure(ctx, d)
	return startGather(ctx, true, func() Quad[A, B, C, D] {
		return Quad[A, B, C, D]{value(pa), value(pb), value(pc), value(pd)}
	}, []tasks.Handle{pa, pb, pc, pd})
}

func value[T any](p tasks.Promise[T]) T {
	v, _ := p.Result()
	return v
}
