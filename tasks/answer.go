package tasks

import (
	"errors"

	proto "github.com/asynkron/protoactor-go/actor"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// NoReply is the answer of a handler that answers nothing: an asker of a
// struct{} or an any takes it for that.
type NoReply struct{}

// ErrRemote is an error that came from another machine: its text arrived, its
// type did not.
var ErrRemote = errors.New("an error of a remote actor")

// errorHeader marks an answer that is the text of an error.
const errorHeader = "actorloom-error"

// ErrorReply is err as an answer to an address: itself on the same machine, its
// text elsewhere. It is for those who write actors.
func ErrorReply(to *proto.PID, here string, err error) any {
	if to.GetAddress() == here {
		return err
	}
	env := &proto.MessageEnvelope{Message: wrapperspb.String(err.Error())}
	env.SetHeader(errorHeader, "1")
	return env
}
