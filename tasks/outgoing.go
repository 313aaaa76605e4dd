package tasks

import (
	"context"
	"fmt"
	"maps"
	"unicode/utf8"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
)

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
