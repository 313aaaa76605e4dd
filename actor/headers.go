package actor

import (
	"context"
	"maps"

	"github.com/actorloom/actorloom/internal/headerkey"
)

// WithHeaders is ctx with the headers of the message that is being handled. They replace those that
// ctx has, except the one by which package supervise finds cycles of requests.
//
// Headers are how a trace context, such as a W3C traceparent, passes through
// actors. They go this way: tasks.Ask and tasks.Tell send the headers of their
// ctx in protoactor's message envelope, here and across machines; a
// supervise.Actor handles a message with a ctx that has the message's headers; the
// tasks that are started with such a ctx inherit them like any of its values. An
// ordinary protoactor actor reads them by Context.MessageHeader, and sends them
// with whatever its sender middleware adds. Answers bring none back.
func WithHeaders(ctx context.Context, headers map[string]string) context.Context {
	has := HeadersOf(ctx)
	if len(headers) == 0 && len(has) == 0 {
		return ctx
	}
	if chain := has[headerkey.Chain]; chain != headers[headerkey.Chain] && chain != "" {
		own := make(map[string]string, len(headers)+1)
		maps.Copy(own, headers)
		own[headerkey.Chain] = chain
		headers = own
	}
	return context.WithValue(ctx, headerkey.Key{}, headers)
}

// HeadersOf are the headers that ctx carries. They must not be changed.
func HeadersOf(ctx context.Context) map[string]string {
	if ctx == nil {
		return nil
	}
	h, _ := ctx.Value(headerkey.Key{}).(map[string]string)
	return h
}
