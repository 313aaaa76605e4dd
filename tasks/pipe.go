package tasks

import (
	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/actor/wire"
)

// PipeTo sends p's value to an actor when p has ended, or its error: each as a
// message without a sender. To another machine a value goes as the protobuf
// message that it is, or in a wrapper when it is a string, a bool, a number or
// bytes; an error goes as its text, marked as [ErrorReply] does, and so does the
// fact that a value cannot be sent. The error counts as retrieved. Stop of what
// PipeTo returns takes it back. It never suspends.
func PipeTo(p Handle, to *proto.PID) *actor.Watch {
	return p.Completion().OnEnd(func() {
		l := p.Loop()
		message := piped(p, l, to)
		if message == nil { // protoactor's mailbox spins on a bare nil
			message = &proto.MessageEnvelope{}
		}
		if to == nil {
			l.System().DeadLetter.SendUserMessage(nil, message)
			return
		}
		l.System().Root.Send(to, message)
	})
}

func piped(p Handle, l *Loop, to *proto.PID) any {
	v, err := p.AnyResult()
	if to != nil && l.Remote(to) {
		if err == nil {
			v, err = wire.Message(v)
		}
		if err != nil {
			return ErrorReply(to, l.System().Address(), err)
		}
	}
	if err != nil {
		return err
	}
	return v
}
