package actor

import "context"

type headersKey struct{}

// WithHeaders is ctx with the headers of the message that is being handled: what
// is asked or told with it carries them on. It is how a trace context passes
// through actors.
func WithHeaders(ctx context.Context, headers map[string]string) context.Context {
	if len(headers) == 0 {
		return ctx
	}
	return context.WithValue(ctx, headersKey{}, headers)
}

// HeadersOf are the headers that ctx carries. They are not to be changed.
func HeadersOf(ctx context.Context) map[string]string {
	h, _ := ctx.Value(headersKey{}).(map[string]string)
	return h
}
