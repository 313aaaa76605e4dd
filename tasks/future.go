package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Future is a result that somebody will set. It belongs to one loop. asyncio:
// Future.
type Future[T any] struct {
	end   actor.Completion
	value T
}

var _ Promise[int] = (*Future[int])(nil)

// NewFuture makes a future on the loop of ctx's task. When ctx carries no task, the future has
// ended with ErrNoTask. It never suspends. asyncio: loop.create_future.
func NewFuture[T any](ctx context.Context) *Future[T] {
	l := actor.LoopOf(ctx)
	if l == nil {
		return refusedFuture[T](limbo, ErrNoTask)
	}
	return NewFutureOn[T](l)
}

// NewFutureOn makes a future on l. When l is nil, the future has ended with ErrNoLoop. It never
// suspends. asyncio: loop.create_future.
func NewFutureOn[T any](l *Loop) *Future[T] {
	if l == nil {
		return refusedFuture[T](limbo, ErrNoLoop)
	}
	return SupervisedFuture[T](l, nil)
}

// Resolved makes a future that has ended already: with v or, when err is not nil, with err. When
// ctx carries no task, it has ended with ErrNoTask. It never suspends.
func Resolved[T any](ctx context.Context, v T, err error) *Future[T] {
	f := NewFuture[T](ctx)
	if f.Finished() {
		return f
	}
	refused := f.Loop().CheckGoroutine()
	switch {
	case refused != nil:
		f.end.Refuse(refused)
	case err != nil:
		f.end.Settle(err)
	default:
		f.value = v
		f.end.Settle(nil)
	}
	return f
}

// SupervisedFuture makes a future whose Cancel is passed on to owner. It is for those who write
// supervisors. An owner should pass the request on by Completion().Cancel. The Cancel of a task or
// a future would make a new request, which counts once more.
func SupervisedFuture[T any](l *Loop, owner actor.Owner) *Future[T] {
	f := &Future[T]{}
	f.end.Init(l, owner)
	f.end.NoteOrigin()
	return f
}

// SetResult ends f with v. It fails with ErrInvalidState when f has ended already. In debug mode a
// call on another goroutine than the loop's fails with ErrForeignGoroutine, which is also reported.
// It never suspends. asyncio: set_result.
func (f *Future[T]) SetResult(v T) error {
	if err := f.Loop().CheckCall("SetResult"); err != nil {
		return err
	}
	if f.end.Finished() {
		return f.ended()
	}
	f.value = v
	f.end.Settle(nil)
	return nil
}

// SetError ends f with err. A cancellation as err does not make f canceled; Cancel does. SetError
// fails as SetResult does, and with ErrInvalidState when err is nil. It never suspends. asyncio:
// set_exception.
func (f *Future[T]) SetError(err error) error {
	if err == nil {
		return fmt.Errorf("SetError(nil) says nothing: use SetResult: %w", ErrInvalidState)
	}
	if err := f.Loop().CheckCall("SetError"); err != nil {
		return err
	}
	if !f.end.Settle(err) {
		return f.ended()
	}
	return nil
}

func (f *Future[T]) ended() error {
	return fmt.Errorf("%s has ended already: %w", f, ErrInvalidState)
}

func (f *Future[T]) awaitable() {}

// Await suspends until the result is there, if it is not yet. A cancellation of the waiting
// task is passed on. It fails with ErrForeignLoop when the future has not ended and belongs to
// another loop. asyncio: await.
func (f *Future[T]) Await(ctx context.Context) (T, error) { return await(ctx, &f.end, &f.value) }

// Result returns the value or the error that f ended with. Before the end it fails with
// ErrInvalidState. The error counts as retrieved. It never suspends. asyncio: result.
func (f *Future[T]) Result() (T, error) { return result(&f.end, &f.value) }

// AnyResult is Result for callers that do not know T.
func (f *Future[T]) AnyResult() (any, error) { return anyResult(&f.end, &f.value) }

// Err returns the error that f ended with, nil for none, and ErrInvalidState before the end. The
// error counts as retrieved. It never suspends. asyncio: exception.
func (f *Future[T]) Err() error { return errorOf(&f.end) }

// Finished reports whether it has ended, in whatever way. Any goroutine may call it. asyncio:
// done.
func (f *Future[T]) Finished() bool { return f.end.Finished() }

// Canceled reports whether it ended as canceled. Any goroutine may call it. asyncio:
// cancelled.
func (f *Future[T]) Canceled() bool { return f.end.Canceled() }

// Cancel ends f as canceled at once. A future of something that has to end first, such as a gather,
// passes the request on instead. msg, if any, is the reason; several are joined by spaces. Cancel
// reports false when there is nothing left to cancel. It never suspends. asyncio: cancel.
func (f *Future[T]) Cancel(msg ...string) bool { return cancel(&f.end, msg) }

// Done is closed when it has ended. Any goroutine may call it.
func (f *Future[T]) Done() <-chan struct{} { return f.end.Done() }

// OnDone makes the loop call fn after the end of f; several functions are called in the order of
// their OnDone. Stop of the returned Watch takes fn back. A loop that closes before fn's turn does
// not call it, as in asyncio, even if f ends later. When f has ended and the loop has closed
// already, or f could not be made because it had no loop, OnDone calls fn at once.
//
// fn sees the variables of the context that it closes over; see [Snapshot]. A nil fn is reported.
// OnDone never suspends. asyncio: add_done_callback and remove_done_callback.
func (f *Future[T]) OnDone(fn func()) *Watch { return f.end.OnDone(fn) }

// Loop is the loop that it belongs to. Any goroutine may call it. asyncio: get_loop.
func (f *Future[T]) Loop() *Loop { return f.end.Loop() }

// Completion is the machinery behind it, for those who write supervisors.
func (f *Future[T]) Completion() *actor.Completion { return &f.end }

// String describes the future. asyncio: repr.
func (f *Future[T]) String() string {
	switch {
	case !f.Finished():
		return "future (pending)"
	case f.Canceled():
		return "future (canceled)"
	case f.end.Err() != nil:
		return "future (error: " + show(&f.end, &f.value) + ")"
	}
	return "future (result: " + show(&f.end, &f.value) + ")"
}
