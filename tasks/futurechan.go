package tasks

import (
	"context"

	"github.com/actorloom/actorloom/internal/isnil"
)

// FromChan is a task whose result is the next item of a Go channel; it fails with ErrChanClosed
// when the channel is closed instead. Canceling the task stops the wait. An item that comes at that
// very moment is dropped, which [Recv] never does. FromChan never suspends.
func FromChan[T any](ctx context.Context, ch <-chan T) *Task[T] {
	return Go(ctx, func(ctx context.Context) (T, error) {
		v, ok, err := Recv(ctx, ch)
		if err == nil && !ok {
			err = ErrChanClosed
		}
		return v, err
	})
}

// ToChan returns a Go channel that gets p's value and is then closed. When p fails or is nil, the
// channel is closed without a value; the error stays with p, and does not count as retrieved. When
// p is a future that is still pending when its loop closes, the channel is never closed: select on
// the loop's Done, too. ToChan never suspends.
func ToChan[T any](p Promise[T]) <-chan T {
	ch := make(chan T, 1)
	if isnil.Of(p) {
		close(ch)
		return ch
	}
	p.Completion().OnEnd(func() {
		if p.Completion().Succeeded() { // else its error has no reader yet
			v, _ := p.Result()
			ch <- v
		}
		close(ch)
	})
	return ch
}
