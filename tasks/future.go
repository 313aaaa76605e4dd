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

// NewFuture makes a future on the loop of ctx's task; without a task it has ended with
// ErrNoTask. It never suspends. asyncio: loop.create_future.
func NewFuture[T any](ctx context.Context) *Future[T] {
	l := actor.LoopOf(ctx)
	if l == nil {
		return refusedFuture[T](limbo, ErrNoTask)
	}
	return NewFutureOn[T](l)
}

// refusedFuture is a future of l that could not be made: it has ended with the reason. Any
// goroutine may call it.
func refusedFuture[T any](l *Loop, why error) *Future[T] {
	f := SupervisedFuture[T](l, nil)
	f.end.Refuse(why)
	return f
}

// NewFutureOn makes a future on a loop; one on a nil loop has ended with ErrNoLoop. It
// never suspends. asyncio: loop.create_future.
func NewFutureOn[T any](l *Loop) *Future[T] {
	if l == nil {
		return refusedFuture[T](limbo, ErrNoLoop)
	}
	return SupervisedFuture[T](l, nil)
}

// Resolved makes a future that has ended already, with v or, when err is not
// nil, with err; without a task with ErrNoTask. It never suspends.
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

// SupervisedFuture makes a future whose Cancel is passed on to owner. It is for
// those who write supervisors. An owner passes the request on by Completion().Cancel: the Cancel of
// a task or a future makes a new one, which counts once more.
func SupervisedFuture[T any](l *Loop, owner actor.Owner) *Future[T] {
	f := &Future[T]{}
	f.end.Init(l, owner)
	f.end.NoteOrigin()
	return f
}

// SetResult ends it with v. It fails with ErrInvalidState when it has ended
// already, and in debug mode, on another goroutine than the loop's, with
// ErrForeignGoroutine, which is also reported. It never suspends. asyncio: set_result.
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

// SetError ends it with err. A cancellation as err does not make it canceled: Cancel
// does. It fails as SetResult does, and with ErrInvalidState when err is nil. It never
// suspends. asyncio: set_exception.
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

// Result is the value or the error that it ended with, and before its end an error that is
// ErrInvalidState. The error counts as retrieved. It never suspends. asyncio: result.
func (f *Future[T]) Result() (T, error) { return result(&f.end, &f.value) }

// AnyResult is Result for those who do not know T.
func (f *Future[T]) AnyResult() (any, error) { return anyResult(&f.end, &f.value) }

// Err is the error that it ended with, nil for none, and before its end one that is
// ErrInvalidState. The error counts as retrieved. It never suspends. asyncio: exception.
func (f *Future[T]) Err() error { return errorOf(&f.end) }

// Finished reports whether it has ended, in whatever way. Any goroutine may call it. asyncio:
// done.
func (f *Future[T]) Finished() bool { return f.end.Finished() }

// Canceled reports whether it ended as canceled. Any goroutine may call it. asyncio:
// cancelled.
func (f *Future[T]) Canceled() bool { return f.end.Canceled() }

// Cancel ends it as canceled at once; the message, if any, is the reason; several are joined by
// spaces. One that stands for something that is to end first, as that of a gather, passes the
// request on. Cancel reports false when there is nothing left to cancel. It never suspends.
// asyncio: cancel.
func (f *Future[T]) Cancel(msg ...string) bool { return cancel(&f.end, msg) }

// Done is closed when it has ended. Any goroutine may call it.
func (f *Future[T]) Done() <-chan struct{} { return f.end.Done() }

// OnDone lets the loop call fn after its end, in the order of the calls; Stop of what it returns
// takes that back. A call that the loop owes when it closes is dropped, as in asyncio, and so is
// that of a future that ends later. fn sees the variables of the context that it closes over; see
// [Snapshot]. A nil fn is reported. When it has ended and its loop has closed before OnDone, as a
// future which could not be made has, fn is called at once. It never suspends. asyncio:
// add_done_callback and remove_done_callback.
func (f *Future[T]) OnDone(fn func()) *actor.Watch { return f.end.OnDone(fn) }

// Loop is the loop that it belongs to. Any goroutine may call it. asyncio: get_loop.
func (f *Future[T]) Loop() *Loop { return f.end.Loop() }

// Completion is the machinery behind it, for those who write supervisors.
func (f *Future[T]) Completion() *actor.Completion { return &f.end }

// String is the future for people to read. asyncio: repr.
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

// limbo is the loop of tasks and futures that could not be made: they have ended
// with the reason, and nothing runs there.
var limbo = func() *Loop {
	l := actor.New()
	if err := l.Shutdown(context.Background()); err != nil {
		panic(err) // nothing runs there
	}
	return l
}()
