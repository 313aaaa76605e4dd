package tasks

import (
	"context"
	"fmt"
	"strings"

	"github.com/actorloom/actorloom/actor"
)

// Awaitable is what a task can await for a T: a [Coro], a [*Task] or a [*Future].
type Awaitable[T any] interface {
	// Await suspends until the result is there, if it is not yet. A cancellation of the waiting
	// task is passed on to what is awaited, and is the error if that ends by it. Await fails with
	// ErrForeignLoop for a task or a future of another loop that has not ended. asyncio: await.
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
	// Cancel requests its cancellation. msg, if any, is the reason; several are joined by spaces.
	// Cancel reports false when there is nothing left to cancel. It never suspends. asyncio:
	// cancel.
	Cancel(msg ...string) bool
	// Err returns the error that it ended with, nil for none, and ErrInvalidState before the end.
	// The error counts as retrieved. It never suspends. asyncio: exception.
	Err() error
	// AnyResult is Result for callers that do not know the type of the result. The error counts as
	// retrieved.
	AnyResult() (any, error)
	// Done is closed when it has ended. Any goroutine may call it.
	Done() <-chan struct{}
	// OnDone makes the loop call fn after the end; several functions are called in the order of
	// their OnDone. Stop of the returned Watch takes fn back. A loop that closes before fn's turn
	// does not call it, as in asyncio. fn sees the variables of the context that it closes over;
	// see [Snapshot]. A nil fn is reported. OnDone never suspends. asyncio: add_done_callback and
	// remove_done_callback.
	OnDone(fn func()) *Watch
	// Loop is the loop that it belongs to. Any goroutine may call it. asyncio:
	// get_loop.
	Loop() *Loop
	// Completion is the machinery behind it, for those who write supervisors.
	Completion() *actor.Completion
	// String describes it. asyncio: repr.
	String() string
}

// Promise is a task or a future with a result of type T.
type Promise[T any] interface {
	Handle
	Awaitable[T]
	// Result returns the value or the error that it ended with. Before the end it fails with
	// ErrInvalidState. It never suspends. asyncio: result.
	Result() (T, error)
}

// What tasks and futures have in common: end is the machinery, and value is the result once end has
// ended without an error.

func await[T any](ctx context.Context, end *actor.Completion, value *T) (T, error) {
	if err := end.Await(ctx); err != nil {
		var zero T
		return zero, err
	}
	return *value, nil
}

func result[T any](end *actor.Completion, value *T) (v T, err error) {
	if !end.Succeeded() {
		if err = errorOf(end); err != nil {
			return v, err
		}
	}
	return *value, nil
}

func anyResult[T any](end *actor.Completion, value *T) (any, error) {
	v, err := result(end, value)
	if err != nil {
		return nil, err
	}
	return v, nil
}

func errorOf(end *actor.Completion) error {
	if !end.Finished() {
		return fmt.Errorf("%s has no result yet: await it, or ask Finished first: %w", end.Describe(), ErrInvalidState)
	}
	return end.Outcome()
}

func cancel(end *actor.Completion, msg []string) bool {
	l := end.Loop()
	if l == nil { // a zero Future, a zero Task
		return false
	}
	if l.CheckGoroutine() != nil && l.Misplaced("Cancel", func() { end.CancelAnew(reason(msg)) }) {
		return true
	}
	return end.CancelAnew(reason(msg))
}

// show is the value, or the error, as text.
func show[T any](end *actor.Completion, value *T) string {
	return end.Printed(func() string {
		if err := end.Err(); err != nil {
			return fmt.Sprint(err) // not Error, which is the user's and may panic
		}
		return fmt.Sprintf("%v", *value)
	})
}

// reason joins the messages of a Cancel, which usually has none.
func reason(msg []string) string { return strings.Join(msg, " ") }
