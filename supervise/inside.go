package supervise

import (
	"context"

	"github.com/actorloom/actorloom/actor"
)

// inside is the context that hooks and handlers are given. The tasks that they start get their
// values from it. An actor that they start does not: its values come from outside, because it
// replaces all that this actor has added by its own. So where each actor starts the next, none
// keeps the contexts of all before it in memory.
type inside struct {
	context.Context
	outside context.Context // what the actor was started with
}

func (l *life) inside(ctx context.Context) context.Context { return &inside{ctx, l.outside} }

func (i *inside) origin() context.Context { return i.outside }

// outsideOf returns the context from which an actor that is started with ctx gets its values. It
// reports whether ctx is inside another actor. If so, variables and cancellations do not come with
// the returned context: whoever wants them takes them from ctx.
func outsideOf(ctx context.Context) (outside context.Context, ok bool) {
	base := actor.Base(ctx)
	if in, ok := base.(interface{ origin() context.Context }); ok { // an inside, a turnContext
		return in.origin(), true
	}
	return base, false
}
