package tasks

import (
	"context"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
)

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
