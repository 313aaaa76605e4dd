package tasks

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"

	proto "github.com/asynkron/protoactor-go/actor"
	protobuf "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/actor/wire"
	"github.com/actorloom/actorloom/internal/refusal"
)

// NoReply is the answer of a handler that has none to give, or a nil. To an [Ask] that expects a
// struct{} or an interface it is the zero value.
type NoReply struct{}

// ErrRemote reports that an error came from another machine: its text arrived, its type did not.
var ErrRemote = errors.New("an error of a remote actor")

// AnswerTypeError reports that an answer has another type than the asker expects.
type AnswerTypeError struct {
	// From is whom the request went to.
	From *PID
	// Want is the type that Ask was called with.
	Want string
	// Got is the answer.
	Got any
}

func (e *AnswerTypeError) Error() string {
	return fmt.Sprintf("the answer of %s has another type: got %T, want %s", addressText(e.From), e.Got, e.Want)
}

// errorHeader marks an answer that is the text of an error.
const errorHeader = "actorloom-error"

// Reply is the message that answers an address with v, or with err if that is not nil. It is for
// those who write actors. On the same machine the message is v or err itself. To another machine an
// error goes as its text, as by [ErrorReply]; a value that is no protobuf message goes in a
// wrapper, see [PipeTo]; and for a value that cannot be sent the answer is the error that says why.
func Reply(l *Loop, to *PID, v any, err error) any {
	if err == nil && l.Remote(to) {
		v, err = portable(l, to, v)
	}
	if err != nil {
		return ErrorReply(to, l.System().Address(), err)
	}
	return v
}

// portable is v as it travels to another machine, in its envelope if it has one. When v is an error
// and no protobuf message, portable fails with v itself.
func portable(l *Loop, to *proto.PID, v any) (any, error) {
	if env, ok := v.(*proto.MessageEnvelope); ok && env != nil {
		message, err := portable(l, to, env.Message)
		if err == nil {
			err = checkEnvelope(to, env.Message, env)
		}
		return &proto.MessageEnvelope{Header: maps.Clone(env.Header), Message: message, Sender: env.Sender}, err
	}
	message, refused := l.Outgoing(to, v)
	if _, is := v.(protobuf.Message); is || !errors.Is(refused, actor.ErrNotPortable) {
		return message, refused // it travels as it is, or not at all
	}
	if err, is := v.(error); is { // that of the request, as on the same machine
		return nil, err
	}
	return wire.Message(v)
}

// ErrorReply is err as an answer to an address: itself on the same machine, its
// text elsewhere. here is the address of the caller's actor system. It is for those who
// write actors.
func ErrorReply(to *PID, here string, err error) any {
	if actor.Local(to, here) {
		return err
	}
	env := &proto.MessageEnvelope{Message: wrapperspb.String(strings.ToValidUTF8(fmt.Sprint(err), "\uFFFD"))}
	env.SetHeader(errorHeader, "1")
	return env
}

// remoteError returns the error whose text message is, nil when message is no such answer.
func remoteError(from *proto.PID, message any, headers map[string]string) error {
	if text, ok := message.(*wrapperspb.StringValue); ok && headers[errorHeader] != "" {
		return newRemoteError(from, text.GetValue())
	}
	return nil
}

// newRemoteError is an error of from, of which only the text has arrived.
func newRemoteError(from *proto.PID, text string) error {
	return fmt.Errorf("%w: %s: %s", ErrRemote, addressText(from), text)
}

// unsent reports whether answer says that the message to an address elsewhere has not left this
// machine: such an answer names the very PID that was asked, while one from elsewhere has a PID of
// its own.
func unsent(l *Loop, to *proto.PID, answer any) bool {
	dead, ok := answer.(*proto.DeadLetterResponse)
	return ok && dead.GetTarget() == to && l.Remote(to)
}

// answered is what an answer means to a caller that expects a T. The first row that fits counts:
//
//	answer              means
//	a dead letter's     a DeadLetterError: nobody has the address
//	exactly a T         itself, even if it also fits a row below
//	nothing             the zero value, where T is an interface
//	an error            itself, where T is a type of errors; otherwise the error of the request
//	NoReply             the zero value, where T is struct{} or an interface
//	how a task ended    a TaskResult, where T is that; its error; its value, where that is a T
//	a protobuf message  itself, where it is a T; what it wraps, where that is a T
//	another T           itself
//	anything else       an AnswerTypeError
func answered[T any](from *proto.PID, answer any) (v T, err error) {
	switch answer.(type) {
	case error, NoReply, nil, actor.TaskResult, protobuf.Message:
		return special[T](from, answer)
	}
	if v, ok := answer.(T); ok {
		return v, nil
	}
	return v, unexpected[T](from, answer)
}

// special is answered for an answer that may mean something other than itself.
func special[T any](from *proto.PID, answer any) (v T, err error) {
	if _, ok := answer.(*proto.DeadLetterResponse); ok {
		return v, &DeadLetterError{PID: from}
	}
	exact, ok := answer.(T)
	if ok && reflect.TypeFor[T]() == reflect.TypeOf(answer) {
		return exact, nil // T is its very type, not an interface that it has
	}
	iface := reflect.TypeFor[T]().Kind() == reflect.Interface
	switch a := answer.(type) {
	case nil:
		if iface {
			return v, nil
		}
	case error:
		if ok && reflect.TypeFor[T]().Implements(reflect.TypeFor[error]()) {
			return exact, nil
		}
		return v, refusal.Answered(a)
	case NoReply:
		if _, empty := any(&v).(*struct{}); empty || iface {
			return v, nil
		}
	case actor.TaskResult:
		if a.Err != nil {
			return v, a.Err
		}
		if v, ok := a.Value.(T); ok || a.Value == nil && iface {
			return v, nil
		}
		answer = a.Value
	case *wire.TaskResult:
		if whole, ok := any(&v).(*actor.TaskResult); ok {
			whole.Value, whole.Err = taskResult[any](from, a)
			return v, nil
		}
		return taskResult[T](from, a)
	case protobuf.Message:
		if ok {
			return exact, nil
		}
		if wire.Store(a, &v) {
			return v, nil
		}
	}
	return v, unexpected[T](from, answer)
}

// taskResult is how a task on another machine ended.
func taskResult[T any](from *proto.PID, r *wire.TaskResult) (v T, err error) {
	switch outcome := r.GetOutcome().(type) {
	case *wire.TaskResult_Error:
		return v, newRemoteError(from, outcome.Error)
	case *wire.TaskResult_Canceled:
		return v, &CanceledError{Msg: outcome.Canceled}
	}
	m, err := r.GetValue().UnmarshalNew()
	if err != nil {
		return v, fmt.Errorf("the result of %s, a %s: %w", addressText(from), r.GetValue().GetTypeUrl(), err)
	}
	if !wire.Store(m, &v) {
		return v, unexpected[T](from, m)
	}
	return v, nil
}

func unexpected[T any](from *proto.PID, answer any) error {
	return &AnswerTypeError{From: from, Want: reflect.TypeFor[T]().String(), Got: answer}
}
