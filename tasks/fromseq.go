package tasks

import (
	"context"
	"fmt"
	"iter"

	"github.com/actorloom/actorloom/internal/isnil"
)

// FromSeq makes a coroutine of an iterator that yields what it waits for: the coroutine awaits each
// task or future before it asks for the next, and a nil handle is a wait of one pass. When an await
// fails, a cancellation included, the iteration ends, as if the loop body had returned, and the
// coroutine fails with that error. It fails with ErrNilFunc when gen returns nil, or yields a nil
// pointer. Otherwise its result is what *result holds at the end. FromSeq of nil is nil. asyncio: a
// generator-based coroutine.
func FromSeq[T any](gen func(ctx context.Context, result *T) iter.Seq[Handle]) Coro[T] {
	if gen == nil {
		return nil
	}
	return func(ctx context.Context) (result T, err error) {
		seq := gen(ctx, &result)
		if seq == nil {
			return result, fmt.Errorf("the generator has returned a nil iterator: %w", ErrNilFunc)
		}
		for h := range seq {
			switch {
			case h == nil:
				err = Yield(ctx)
			case isnil.Of(h):
				err = fmt.Errorf("the generator has yielded a nil %T: %w", h, ErrNilFunc)
			default:
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
