package tasks

import (
	"context"
	"fmt"

	proto "github.com/asynkron/protoactor-go/actor"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/actor"
)

// DeadLetterError is a request to an address that nobody has.
type DeadLetterError = actor.DeadLetterError

// AnswerTypeError is an answer of another type than the asker expects.
type AnswerTypeError struct {
	From *proto.PID
	Want string
	Got  any
}

func (e *AnswerTypeError) Error() string {
	return fmt.Sprintf("%s/%s answered with a %T, expected was a %s", e.From.GetAddress(), e.From.GetId(), e.Got, e.Want)
}

// Ask sends msg to an actor, here or on another machine, and is a future of its
// answer. An answer that is an error is the future's error; so is a
// [*DeadLetterError] when nobody has the address, and an [*AnswerTypeError] when
// the answer is no T. Canceling it forgets the request, and a late answer is
// dropped. It has no limit of time: give it one with supervise.WaitFor. It never
// suspends; await the future.
func Ask[T any](ctx context.Context, to *proto.PID, msg any) *Future[T] {
	l := actor.LoopOf(ctx)
	if l == nil {
		return Resolved(ctx, *new(T), ErrNoTask)
	}
	if to == nil {
		return Resolved(ctx, *new(T), error(&DeadLetterError{}))
	}
	a := &ask[T]{to: to}
	a.future.end.Init(l, a)
	if err := l.Ask(a, &a.sender); err != nil {
		_ = a.future.SetError(err)
		return &a.future
	}
	a.envelope.Message = msg
	a.envelope.Sender = &a.sender
	for key, value := range actor.HeadersOf(ctx) {
		a.envelope.SetHeader(key, value)
	}
	l.System().Root.Send(to, &a.envelope)
	return &a.future
}

// ask is a request: its future, its sender address and its envelope in one.
//
//	state      entered by                    left by
//	open       Ask                           the answer (to answered), Cancel (to canceled)
//	answered   the answer, on any goroutine  its turn on the loop: the future ends
//	canceled   Cancel                        never
type ask[T any] struct {
	future   Future[T]
	to       *proto.PID
	sender   proto.PID
	envelope proto.MessageEnvelope
	answer   any
}

// Answer takes the answer in, on any goroutine.
func (a *ask[T]) Answer(message any, headers map[string]string) {
	a.answer = message
	if text, ok := message.(*wrapperspb.StringValue); ok && headers[errorHeader] != "" {
		a.answer = fmt.Errorf("%s/%s: %s: %w", a.to.GetAddress(), a.to.GetId(), text.GetValue(), ErrRemote)
	}
}

// Receive ends the future with the answer.
func (a *ask[T]) Receive(actor.Message) {
	if a.future.Finished() {
		return
	}
	switch v := a.answer.(type) {
	case T:
		_ = a.future.SetResult(v)
	case *proto.DeadLetterResponse:
		_ = a.future.SetError(&DeadLetterError{PID: a.to})
	case error:
		_ = a.future.SetError(v)
	case NoReply:
		a.nothing()
	default:
		_ = a.future.SetError(&AnswerTypeError{From: a.to, Want: fmt.Sprintf("%T", *new(T)), Got: v})
	}
}

// nothing ends the future of an asker who expects no answer in particular.
func (a *ask[T]) nothing() {
	var none T
	switch any(&none).(type) {
	case *struct{}, *any:
		_ = a.future.SetResult(none)
	default:
		_ = a.future.SetError(&AnswerTypeError{From: a.to, Want: fmt.Sprintf("%T", none), Got: NoReply{}})
	}
}

// Cancel forgets the request.
func (a *ask[T]) Cancel(msg string) bool {
	a.future.Loop().Forget(&a.sender)
	return a.future.end.EndCanceled(&CanceledError{Msg: msg})
}

// String is the request for people to read.
func (a *ask[T]) String() string {
	return fmt.Sprintf("the answer of %s/%s", a.to.GetAddress(), a.to.GetId())
}
