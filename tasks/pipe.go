package tasks

import (
	"unicode/utf8"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/isnil"
)

// PipeTo sends p's value to an actor when p has ended, or its error: each as a
// message without a sender. To another machine a value goes as the protobuf
// message that it is, or in a wrapper when it is a string, a bool, a number or
// bytes; an error goes as its text, which the header actorloom-error marks, and so does the
// fact that a value cannot be sent. To nil, to an empty address, and to one elsewhere that
// is not valid UTF-8, it is a dead letter. The error counts as retrieved. A nil p is a task that
// has ended with ErrNilFunc, in the actor system that all loops share. Stop of what PipeTo returns
// takes it back. It never suspends.
func PipeTo(p Handle, to *proto.PID) *actor.Watch {
	if isnil.Of(p) {
		p = Refused[any](nil, ErrNilFunc)
	}
	return p.Completion().OnEnd(func() {
		l := p.Loop()
		nobody := to.GetAddress() == "" || l.Remote(to) && !utf8.ValidString(to.GetId()) // which would end the connection
		message, err := p.AnyResult()
		switch {
		case !nobody:
			message = Reply(l, to, message, err)
		case err != nil:
			message = err
		}
		if message == nil { // protoactor's mailbox spins on a bare nil
			message = &proto.MessageEnvelope{}
		}
		if nobody {
			l.System().DeadLetter.SendUserMessage(to, message)
			return
		}
		l.System().Root.Send(to, message)
	})
}
