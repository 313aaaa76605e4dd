package tasks

import (
	"context"
	"iter"
)

// FromSeq makes a coroutine of an iterator that yields what it waits for: the
// coroutine awaits each task or future before it asks for the next, and a nil
// handle is a wait of one pass. When an await fails, a cancellation included, the
// iteration ends, as if the loop body had returned, and the coroutine ends with
// that error. Otherwise its result is what *result holds at the end. asyncio:
// a generator-based coroutine.
func FromSeq[T any](gen func(ctx context.Context, result *T) iter.Seq[Handle]) Coro[T] {
	if gen == nil {
		return nil
	}
	return func(ctx context.Context) (result T, err error) {
		for h := range gen(ctx, &result) {
			if h == nil {
				err = Yield(ctx)
			} else {
				err = h.Completion().Await(ctx)
			}
			if err != nil {
				var zero T
				return zero, err
			}
		}
		return result, nil
	}
}
