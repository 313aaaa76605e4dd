package tasks

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"unicode/utf8"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
)

// PID is the address of an actor or of a task: protoactor's, of
// github.com/asynkron/protoactor-go/actor.
type PID = proto.PID

// DeadLetterError reports a message to an address that nobody has, or whose owner does not take it.
// See [actor.DeadLetterError].
type DeadLetterError = actor.DeadLetterError

// ErrNotPortable reports a message to another machine that is no protobuf message, or one of
// protoactor's own.
var ErrNotPortable = actor.ErrNotPortable

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

// Tell sends msg to an actor, here or on another machine, and expects no answer. Whether msg
// arrives is not known. Tell fails when msg cannot be sent: with [ErrNoTask] when ctx carries no
// task, with a [*DeadLetterError] when to is nil or has no address, and with [ErrNotPortable], or
// an error that names the reason, when msg or a header cannot be sent to another machine, such as
// text that is not valid UTF-8.
//
// The headers of ctx go along: see actor.WithHeaders. When msg is an envelope, its own headers
// replace those of the same name. Tell never suspends.
func Tell(ctx context.Context, to *PID, msg any) error {
	l := actor.LoopOf(ctx)
	if l == nil {
		return ErrNoTask
	}
	if to.GetAddress() == "" { // not even to a remote, which would try for ever to reach it
		return &DeadLetterError{PID: to}
	}
	given, _ := msg.(*proto.MessageEnvelope)
	if given != nil {
		msg = given.Message
	}
	msg, headers, err := outgoing(ctx, l, to, msg)
	if err == nil && given != nil && l.Remote(to) {
		err = checkEnvelope(to, msg, given)
	}
	if err != nil {
		return err
	}
	if given != nil || len(headers) > 0 || msg == nil { // protoactor's mailbox spins on a bare nil
		msg = enveloped(msg, headers, given)
	}
	l.System().Root.Send(to, msg)
	return nil
}

// enveloped is msg in an envelope with headers, and with the sender and the headers of given, if
// that is not nil. Of two headers with one name, that of given counts.
func enveloped(msg any, headers map[string]string, given *proto.MessageEnvelope) *proto.MessageEnvelope {
	env := &proto.MessageEnvelope{Message: msg}
	for key, value := range headers {
		env.SetHeader(key, value)
	}
	if given != nil {
		env.Sender = given.Sender
		for key, value := range given.Header {
			env.SetHeader(key, value)
		}
	}
	return env
}

// outgoing is what goes out to an address: msg as it travels, and the headers of ctx.
func outgoing(ctx context.Context, l *Loop, to *proto.PID, msg any) (any, map[string]string, error) {
	msg, err := l.Outgoing(to, msg)
	if err != nil {
		return nil, nil, err
	}
	headers := actor.HeadersOf(ctx)
	if headers[errorHeader] != "" { // it is about the message that is being handled, not about this one
		headers = maps.Clone(headers)
		delete(headers, errorHeader)
	}
	if len(headers) > 0 && l.Remote(to) {
		if err := checkHeaders(to, msg, headers); err != nil {
			return nil, nil, err
		}
	}
	return msg, headers, nil
}

// checkHeaders returns an error if headers cannot go to another machine: one that is not valid
// UTF-8 would end the connection.
func checkHeaders(to *proto.PID, msg any, headers map[string]string) error {
	for key, value := range headers {
		if !utf8.ValidString(key) || !utf8.ValidString(value) {
			return fmt.Errorf("a %T to %s: the header %q: %q is not valid UTF-8", msg, addressText(to), key, value)
		}
	}
	return nil
}

// checkEnvelope returns an error if the headers or the sender of an envelope with msg cannot go to
// another machine.
func checkEnvelope(to *proto.PID, msg any, env *proto.MessageEnvelope) error {
	if s := env.Sender; !utf8.ValidString(s.GetAddress()) || !utf8.ValidString(s.GetId()) {
		return fmt.Errorf("a %T to %s: the sender %q is not valid UTF-8", msg, addressText(to), addressText(s))
	}
	return checkHeaders(to, msg, env.Header)
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

func addressText(pid *proto.PID) string {
	if pid == nil {
		return "nobody"
	}
	return pid.GetAddress() + "/" + pid.GetId()
}
