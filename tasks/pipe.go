package tasks

import (
	"unicode/utf8"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/isnil"
)

// PipeTo sends p's value, or its error, to an actor when p has ended, as a message without a
// sender. The error then counts as retrieved.
//
// To another machine a value goes as the protobuf message that it is, or in a wrapper when it is a
// string, a bool, a number or bytes. An error goes as its text, which the header actorloom-error
// marks; so does the error that says why a value cannot be sent. When to is nil, empty, or on
// another machine and not valid UTF-8, the message is a dead letter.
//
// A nil p is a task that has ended with ErrNilFunc, in the actor system that all loops share. Stop
// of the returned Watch takes the PipeTo back. It never suspends.
func PipeTo(p Handle, to *PID) *Watch {
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
