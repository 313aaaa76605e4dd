package actor

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	proto "github.com/asynkron/protoactor-go/actor"
	protobuf "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/actorloom/actorloom/actor/wire"
	"github.com/actorloom/actorloom/internal/usererror"
)

// What the address of a task understands, besides [Cancel], and what it answers.
// These are for senders in the same process. Across machines the same is said by
// the messages of package wire.

type (
	// GetResult asks a task for its result. The answer is a [TaskResult]. It comes when the task
	// has ended. If it has ended already, the answer comes at once, but to another machine only
	// when the task's loop has its next turn.
	GetResult struct{}
	// TaskResult is how a task ended. It is also the answer to a [Cancel] that
	// comes as a request.
	TaskResult struct {
		Value any   // when Err is nil
		Err   error // of a task that was canceled: IsCanceled is true of it
	}
)

// wire is r as a message of package wire. The result's own methods may panic: those of a nil
// pointer to a struct that embeds a message do.
func (r *TaskResult) wire() (w *wire.TaskResult) {
	defer func() {
		if v := recover(); v != nil {
			w = &wire.TaskResult{Outcome: &wire.TaskResult_Error{
				Error: valid(fmt.Sprintf("the task succeeded, but a %T cannot be sent to another machine: %v", r.Value, NewPanicError(v))),
			}}
		}
	}()
	switch {
	case IsCanceled(r.Err):
		msg := ""
		if canceled, ok := usererror.As[*CanceledError](r.Err); ok {
			msg = valid(canceled.Msg)
		}
		return &wire.TaskResult{Outcome: &wire.TaskResult_Canceled{Canceled: msg}}
	case r.Err != nil:
		return &wire.TaskResult{Outcome: &wire.TaskResult_Error{Error: valid(fmt.Sprint(r.Err))}}
	}
	value, err := wire.Pack(r.Value)
	if err != nil {
		return &wire.TaskResult{Outcome: &wire.TaskResult_Error{Error: "the task succeeded, but " + err.Error()}}
	}
	return &wire.TaskResult{Outcome: &wire.TaskResult_Value{Value: value}}
}

// ErrNotPortable reports that a message cannot be sent to another machine, because it is no
// protobuf message, or is one by which protoactor's remotes manage their own affairs.
var ErrNotPortable = errors.New("it cannot be sent to another machine, which takes protobuf messages, and none of protoactor's own")

// noHost is the address of an actor system that is not on the network, and of
// PIDs that were made before it was.
const noHost = "nonhost"

// Remote reports whether to is an address outside the loop's actor system. Any
// goroutine may call it.
func (l *Loop) Remote(to *proto.PID) bool { return !Local(to, l.System().Address()) }

// Local reports whether to belongs to the actor system whose address is here. Any
// goroutine may call it.
func Local(to *proto.PID, here string) bool {
	address := to.GetAddress()
	return address == here || address == noHost
}

// Outgoing returns msg in the form in which it travels to an address: a [Cancel] or a [GetResult]
// for another machine becomes a protobuf message. It fails, for example with ErrNotPortable, if
// protoactor's remote could not send msg: the remote would only log that, and whoever asked would
// wait for ever. Any goroutine may call it.
func (l *Loop) Outgoing(to *proto.PID, msg any) (any, error) {
	if !l.Remote(to) {
		return msg, nil
	}
	return outgoing(to, msg)
}

// outgoing is Outgoing for another machine.
func outgoing(to *proto.PID, msg any) (out any, err error) {
	defer func() {
		if v := recover(); v != nil { // a method of msg
			out, err = nil, notSent(to, msg, NewPanicError(v))
		}
	}()
	if err := checkID(to); err != nil {
		return nil, fmt.Errorf("a %T: %w", msg, err)
	}
	switch m := msg.(type) {
	case Cancel:
		return &wire.CancelTask{Msg: valid(m.Msg)}, nil
	case *Cancel:
		return &wire.CancelTask{Msg: valid(m.Msg)}, nil
	case GetResult, *GetResult:
		return &wire.GetResult{}, nil
	case proto.SystemMessage: // the remote there would take it for its own, and drop the sender
		return nil, fmt.Errorf("a %T to %s/%s: %w", msg, to.GetAddress(), to.GetId(), ErrNotPortable)
	}
	travels := msg
	if rootSerializable(reflect.TypeOf(msg)) { // protoactor's remote would do it later, and only log an error
		if travels, err = rootSerialized(msg); err != nil {
			return nil, notSent(to, msg, err)
		}
	}
	m, ok := travels.(protoreflect.ProtoMessage)
	if !ok {
		return nil, fmt.Errorf("a %T to %s/%s: %w", msg, to.GetAddress(), to.GetId(), ErrNotPortable)
	}
	if _, err := protobuf.Marshal(m); err != nil { // text that is not UTF-8
		return nil, notSent(to, msg, err)
	}
	return protobuf.Clone(m), nil // protoactor's remote reads it later, on another goroutine
}

// notSent is the error of outgoing for a msg that could travel, but for why.
func notSent(to *proto.PID, msg any, why error) error {
	return fmt.Errorf("a %T to %s/%s cannot be sent to another machine: %w", msg, to.GetAddress(), to.GetId(), why)
}

// rootSerialized is the form in which remote sends msg, which is a RootSerializable.
func rootSerialized(msg any) (any, error) {
	out := reflect.ValueOf(msg).MethodByName("Serialize").Call(nil)
	err, _ := out[1].Interface().(error)
	return out[0].Interface(), err
}

// checkID returns an error if an address cannot be named to another machine: an id that is not
// valid UTF-8 would end the connection.
func checkID(pid *proto.PID) error {
	if utf8.ValidString(pid.GetId()) {
		return nil
	}
	return fmt.Errorf("the address %s/%q is not valid UTF-8", pid.GetAddress(), pid.GetId())
}

// rootSerializable reports whether t, which may be nil, implements remote's RootSerializable. It
// compares names, since to name the interface would import package remote. Other types have a
// method Serialize, too.
func rootSerializable(t reflect.Type) bool {
	if t == nil {
		return false
	}
	m, ok := t.MethodByName("Serialize")
	if !ok || m.Type.NumIn() != 1 || m.Type.NumOut() != 2 || m.Type.Out(1) != reflect.TypeFor[error]() {
		return false
	}
	out := m.Type.Out(0)
	return out.Name() == "RootSerialized" && strings.HasSuffix(out.PkgPath(), "/protoactor-go/remote")
}

// valid returns text in valid UTF-8, which protobuf requires.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
