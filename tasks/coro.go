package tasks

import (
	"context"
	"fmt"
)

// Coro is a function that may await: what a task runs. As an [Awaitable] it runs inline, in the
// task that awaits it, each time that it is awaited. A value that it returns together with an error
// is dropped: the await returns the zero value. asyncio: a coroutine.
type Coro[T any] func(ctx context.Context) (T, error)

// Await runs the coroutine to its end, in the task that awaits. It suspends
// where the coroutine does; a cancellation comes out of the coroutine's own awaits. A nil Coro
// is ErrNilFunc. asyncio: await coro().
func (c Coro[T]) Await(ctx context.Context) (v T, err error) {
	if c == nil {
		return v, fmt.Errorf("await of a nil Coro: %w", ErrNilFunc)
	}
	if v, err = c(ctx); err != nil {
		var zero T
		return zero, err
	}
	return v, nil
}

func (c Coro[T]) awaitable()   {}
func (c Coro[T]) isCoroutine() {}

// IsCoroutine reports whether v is a [Coro]. A Go function value is both the
// coroutine function and the coroutine. asyncio: iscoroutine,
// iscoroutinefunction.
func IsCoroutine(v any) bool {
	_, ok := v.(interface{ isCoroutine() })
	return ok
}

// Void makes a Coro of a function without a result. Void of nil is nil.
func Void(fn func(ctx context.Context) error) Coro[struct{}] {
	if fn == nil {
		return nil
	}
	return func(ctx context.Context) (struct{}, error) { return struct{}{}, fn(ctx) }
}
