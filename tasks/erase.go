package tasks

import (
	"context"

	"github.com/actorloom/actorloom/internal/isnil"
)

// Erase is p with a result of type any: the same promise, for places that take
// promises of one type only. A nil p is a task that has ended with ErrNilFunc. It never suspends.
func Erase[T any](p Promise[T]) Promise[any] {
	if isnil.Of(p) {
		return Refused[any](nil, ErrNilFunc)
	}
	return &erased[T]{Handle: p, p: p}
}

type erased[T any] struct {
	Handle
	p Promise[T]
}

func (e *erased[T]) awaitable() {}

func (e *erased[T]) Await(ctx context.Context) (any, error) {
	v, err := e.p.Await(ctx)
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (e *erased[T]) Result() (any, error) { return e.AnyResult() }
