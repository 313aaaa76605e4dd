package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Awaitable is what a task can await for a T: a [Coro], a [*Task] or a [*Future].
type Awaitable[T any] interface {
	// Await suspends until the result is there, if it is not yet. A
	// cancellation is passed on to what is awaited. asyncio: await.
	Await(ctx context.Context) (T, error)
	awaitable()
}

// Handle is a task or a future, whatever its result: what Wait, Cancel and
// callbacks need.
type Handle interface {
	// Finished reports whether it has ended. Any goroutine may call it.
	// asyncio: done.
	Finished() bool
	// Canceled reports whether it ended as canceled. Any goroutine may call
	// it. asyncio: cancelled.
	Canceled() bool
	// Cancel requests its cancellation; the message, if any, is the reason. It
	// reports false when there is nothing left to cancel. It never suspends.
	// asyncio: cancel.
	Cancel(msg ...string) bool
	// Err is the error that it ended with, nil for none, and before its end
	// one that is ErrInvalidState. asyncio: exception.
	Err() error
	// AnyResult is Result for those who do not know its type.
	AnyResult() (any, error)
	// Done is closed when it has ended. Any goroutine may call it.
	Done() <-chan struct{}
	// OnDone lets the loop call fn after its end, in the order of the calls;
	// Stop of what it returns takes that back. A call that its loop owes when
	// it closes is dropped, as in asyncio. fn sees the variables of the context
	// that it closes over; see [Snapshot]. It never suspends. asyncio:
	// add_done_callback and remove_done_callback.
	OnDone(fn func()) *actor.Watch
	// Loop is the loop that it belongs to. Any goroutine may call it. asyncio:
	// get_loop.
	Loop() *Loop
	// Completion is the machinery behind it, for those who write supervisors.
	Completion() *actor.Completion
	// String is for people to read. asyncio: repr.
	String() string
}

// Promise is a task or a future with a result of type T.
type Promise[T any] interface {
	Handle
	Awaitable[T]
	// Result is the value or the error that it ended with, and before its end
	// an error that is ErrInvalidState. It never suspends. asyncio: result.
	Result() (T, error)
}

// promise is what tasks and futures have in common.
type promise[T any] struct {
	end   actor.Completion
	value T
}

// show is the value, or the error, for people to read.
func (p *promise[T]) show() string {
	return p.end.Printed(func() string {
		if err := p.end.Err(); err != nil {
			return err.Error()
		}
		return fmt.Sprintf("%v", p.value)
	})
}

func (p *promise[T]) awaitable() {}

// Await suspends until the result is there, if it is not yet. A cancellation of
// the waiting task is passed on. It fails with ErrForeignLoop when what has not ended
// belongs to another loop, and with ErrSelfAwait in the task itself. asyncio: await.
func (p *promise[T]) Await(ctx context.Context) (T, error) {
	if err := p.end.Await(ctx); err != nil {
		var zero T
		return zero, err
	}
	return p.value, nil
}

// Result is the value or the error that it ended with, and before its end an error that
// is ErrInvalidState. The error counts as retrieved. It never suspends. asyncio: result.
func (p *promise[T]) Result() (T, error) {
	if p.end.Succeeded() {
		return p.value, nil
	}
	if err := p.Err(); err != nil {
		var zero T
		return zero, err
	}
	return p.value, nil
}

// AnyResult is Result for those who do not know T.
func (p *promise[T]) AnyResult() (any, error) {
	v, err := p.Result()
	if err != nil {
		return nil, err
	}
	return v, nil
}

// Err is the error that it ended with, nil for none, and before its end one that is
// ErrInvalidState. The error counts as retrieved. It never suspends. asyncio: exception.
func (p *promise[T]) Err() error {
	if !p.end.Finished() {
		return fmt.Errorf("%s has no result yet: await it, or ask Finished first: %w", p.end.Describe(), ErrInvalidState)
	}
	return p.end.Outcome()
}

// Finished reports whether it has ended, in whatever way. Any goroutine may call
// it. asyncio: done.
func (p *promise[T]) Finished() bool { return p.end.Finished() }

// Canceled reports whether it ended as canceled. Any goroutine may call it.
// asyncio: cancelled.
func (p *promise[T]) Canceled() bool { return p.end.Canceled() }

// Cancel requests its cancellation; the message, if any, is the reason. The current or
// next await of a task fails with a [*CanceledError], once; the task may refuse. A
// future ends at once, unless it stands for something that is to end first, as that of
// a gather. Cancel reports false when there is nothing left to cancel. It never suspends.
// asyncio: cancel.
func (p *promise[T]) Cancel(msg ...string) bool {
	if p.Loop() == nil { // a zero Future, a zero Task
		return false
	}
	if p.Loop().CheckGoroutine() != nil {
		return p.Loop().Misplaced("Cancel", func() { p.end.Cancel(reason(msg)) })
	}
	return p.end.Cancel(reason(msg))
}

// Done is closed when it has ended. Any goroutine may call it.
func (p *promise[T]) Done() <-chan struct{} { return p.end.Done() }

// OnDone lets the loop call fn after its end, in the order of the calls; Stop of
// what it returns takes that back. A call that the loop owes when it closes is
// dropped, as in asyncio. When it has ended and its loop has closed before OnDone, as
// that of a task which could not be made, fn is called at once. It never suspends.
// asyncio: add_done_callback and remove_done_callback.
func (p *promise[T]) OnDone(fn func()) *actor.Watch { return p.end.OnDone(fn) }

// Loop is the loop that it belongs to. Any goroutine may call it. asyncio:
// get_loop.
func (p *promise[T]) Loop() *Loop { return p.end.Loop() }

// Completion is the machinery behind it, for those who write supervisors.
func (p *promise[T]) Completion() *actor.Completion { return &p.end }

func reason(msg []string) string {
	if len(msg) == 0 {
		return ""
	}
	return msg[0]
}
