package tasks

import (
	"context"
	"fmt"
	"reflect"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
)

// Ask sends msg to an actor, here or on another machine, and returns a future of the answer. The
// future's error is
//   - the answer, when that is an error and T is not a type of errors; across machines an error
//     arrives as text: see [ErrRemote]
//   - a [*DeadLetterError] when nobody has the address, or its machine cannot be reached
//   - an [*AnswerTypeError] when the answer is no T
//   - [ErrNotPortable], or an error that names the reason, when msg or a header cannot be sent to
//     another machine
//   - [ErrNoTask] when ctx carries no task, and [ErrLoopClosed] when the loop closes first
//
// The answer of a task to actor.GetResult or actor.Cancel is how it ends: its value or its error.
// When the task is canceled, so is the future.
//
// Canceling the future forgets the request, and a late answer is dropped. An actor that ends
// without answering never answers, and there is no time limit: set one with supervise.WaitFor. The
// headers of ctx go along: see actor.WithHeaders. Ask never suspends; await the future.
func Ask[T any](ctx context.Context, to *PID, msg any) *Future[T] {
	l := actor.LoopOf(ctx)
	if l == nil {
		return Resolved(ctx, *new(T), ErrNoTask)
	}
	a := &ask[T]{to: to}
	a.future.end.Init(l, a)
	a.future.end.NoteOrigin()
	if err := l.CheckGoroutine(); err != nil {
		a.future.end.Refuse(err) // only the loop may settle it
	} else if err := a.send(ctx, l, msg); err != nil {
		a.future.end.Settle(err)
	}
	return &a.future
}

// ask is a request: its future, its sender address and its envelope in one.
//
//	state     entered by                              left by
//	open      Ask                                     the answer (to answered); Cancel, the loop's close (to over)
//	answered  the answer, on any goroutine            Receive, in its turn; Cancel, the loop's close (to over)
//	over      Receive; Cancel; Dropped, when the      never
//	          loop closes; Ask, when it cannot send
//
// A future that its holder has set in the meantime keeps that result. The request stays open, and
// its answer changes nothing.
type ask[T any] struct {
	future  Future[T]
	to      *proto.PID
	request actor.Request
}

func (a *ask[T]) send(ctx context.Context, l *Loop, msg any) error {
	if a.to.GetAddress() == "" {
		return &DeadLetterError{PID: a.to}
	}
	msg, headers, err := outgoing(ctx, l, a.to, msg)
	if err != nil {
		return err
	}
	return l.Ask(&a.request, a, a.to, msg, headers)
}

// Receive ends the future with the answer, in the request's turn.
func (a *ask[T]) Receive(actor.Message) {
	answer, headers := a.future.Loop().TakeAnswer(&a.request)
	if a.future.Finished() { // canceled, or set by whoever holds it
		return
	}
	if err := remoteError(a.to, answer, headers); err != nil {
		answer = err
	}
	v, err := answered[T](a.to, answer)
	if err != nil && unsent(a.future.Loop(), a.to, answer) {
		err = fmt.Errorf("%w: its machine cannot be reached, or no remote runs here", err)
	}
	switch {
	case err == nil:
		_ = a.future.SetResult(v)
	case IsCanceled(err):
		a.future.end.EndCanceled(err)
	default:
		_ = a.future.SetError(err)
	}
}

// Dropped ends the future when the loop has closed first.
func (a *ask[T]) Dropped() {
	if !a.future.Finished() {
		a.future.end.Abandon(ErrLoopClosed)
	}
}

// Cancel forgets the request.
func (a *ask[T]) Cancel(msg string) bool {
	a.future.Loop().Forget(&a.request)
	return a.future.end.EndCanceled(actor.CanceledWith(msg))
}

// String describes the request.
func (a *ask[T]) String() string {
	return fmt.Sprintf("the answer of %s, of type %s", addressText(a.to), reflect.TypeFor[T]())
}
