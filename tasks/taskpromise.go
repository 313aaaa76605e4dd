package tasks

import (
	"context"

	"github.com/actorloom/actorloom/actor"
)

// A Task as a [Promise].

func (t *Task[T]) awaitable() {}

// Await suspends until the task has ended, if it has not yet, and returns its result. A
// cancellation of the waiting task is passed on. It fails with ErrForeignLoop when the task
// has not ended and belongs to another loop, and with ErrSelfAwait in the task itself.
// asyncio: await.
func (t *Task[T]) Await(ctx context.Context) (T, error) { return await(ctx, t.Completion(), &t.value) }

// Result returns the value or the error that the task ended with. Before the end it fails with
// ErrInvalidState. The error counts as retrieved. It never suspends. asyncio: result.
func (t *Task[T]) Result() (T, error) { return result(t.Completion(), &t.value) }

// AnyResult is Result for callers that do not know T.
func (t *Task[T]) AnyResult() (any, error) { return anyResult(t.Completion(), &t.value) }

// Err returns the error that the task ended with, nil for none, and ErrInvalidState before the end.
// The error counts as retrieved. It never suspends. asyncio: exception.
func (t *Task[T]) Err() error { return errorOf(t.Completion()) }

// Finished reports whether the task has ended, in whatever way. Any goroutine may call it.
// asyncio: done.
func (t *Task[T]) Finished() bool { return t.fiber.Finished() }

// Canceled reports whether the task ended as canceled. Any goroutine may call it. asyncio:
// cancelled.
func (t *Task[T]) Canceled() bool { return t.fiber.Canceled() }

// Cancel requests the task's cancellation. Its current or next await fails with a [*CanceledError],
// once; the task may refuse. msg, if any, is the reason; several are joined by spaces. Cancel
// reports false when the task has ended; its error, unless it is a panic, is then not reported any
// more. It never suspends. asyncio: cancel.
func (t *Task[T]) Cancel(msg ...string) bool { return cancel(t.Completion(), msg) }

// Done is closed when the task has ended. Any goroutine may call it.
func (t *Task[T]) Done() <-chan struct{} { return t.fiber.Done() }

// OnDone makes the loop call fn after the task's end; several functions are called in the order of
// their OnDone. Stop of the returned Watch takes fn back. A loop that closes before fn's turn does
// not call it, as in asyncio. When the loop has closed already, or the task could not be made
// because it had none, OnDone calls fn at once.
//
// fn sees the variables of the context that it closes over; see [Snapshot]. A nil fn is reported.
// OnDone never suspends. asyncio: add_done_callback and remove_done_callback.
func (t *Task[T]) OnDone(fn func()) *Watch { return t.fiber.OnDone(fn) }

// Loop is the loop that the task belongs to. Any goroutine may call it. asyncio: get_loop.
func (t *Task[T]) Loop() *Loop { return t.fiber.Loop() }

// Completion is the machinery behind the task's end, for those who write supervisors.
func (t *Task[T]) Completion() *actor.Completion { return &t.fiber.Completion }
