package tasks

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/isnil"
)

// Ensure makes a Promise of an Awaitable. It returns tasks and futures as they are. A Coro, or a
// type that embeds one, becomes a new task, as by [Go]. Anything nil becomes a task that has ended
// with ErrNilFunc. It never suspends. asyncio: ensure_future.
func Ensure[T any](ctx context.Context, a Awaitable[T]) Promise[T] {
	if isnil.Of(a) {
		return Refused[T](actor.LoopOf(ctx), fmt.Errorf("a nil awaitable: %w", ErrNilFunc))
	}
	if coro, ok := a.(Coro[T]); ok {
		return Go(ctx, coro)
	}
	if p, ok := a.(Promise[T]); ok {
		return p
	}
	return Go(ctx, Coro[T](a.Await)) // a type that embeds a Coro
}

// EnsureItem is Ensure for the i-th of several items: the error of a nil item names i. It never
// suspends. It is for those who write supervisors.
func EnsureItem[T any](ctx context.Context, i int, item Awaitable[T]) Promise[T] {
	if isnil.Of(item) {
		return Refused[T](actor.LoopOf(ctx), fmt.Errorf("item %d: %w", i, ErrNilFunc))
	}
	return Ensure(ctx, item)
}

// sharing is the most bytes that tasks made by EnsureEach share: a size class of the
// allocator, less its header.
const sharing = 4096 - 8

// EnsureAll is Ensure for each of several items. The tasks that it makes share memory, so none is
// freed before the others: use it for tasks that hardly anybody else holds on to, such as those of
// a supervisor. The error of a nil item says which it is. It never suspends. It is for those who
// write supervisors.
func EnsureAll[T any](ctx context.Context, items []Awaitable[T]) []Promise[T] {
	all := make([]Promise[T], 0, len(items))
	EnsureEach(ctx, items, func(p Promise[T]) { all = append(all, p) })
	return all
}

// EnsureEach is EnsureAll for callers that take each promise before the next one is made. It never
// suspends. It is for those who write supervisors.
func EnsureEach[T any](ctx context.Context, items []Awaitable[T], take func(Promise[T])) {
	l := actor.LoopOf(ctx)
	plain := l != nil && !actor.Derived(ctx)
	most := max(1, sharing/int(unsafe.Sizeof(Task[T]{})))
	var fresh []Task[T]
	for i, item := range items {
		coro, ok := item.(Coro[T])
		if !ok || !plain || coro == nil {
			take(EnsureItem(ctx, i, item))
			continue
		}
		if len(fresh) == 0 {
			fresh = make([]Task[T], min(most, len(items)-i))
		}
		take(fresh[0].start(l, ctx, coro, nil))
		fresh = fresh[1:]
	}
}
