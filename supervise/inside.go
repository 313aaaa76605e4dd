package supervise

import (
	"context"

	"github.com/actorloom/actorloom/actor"
)

// inside is the context of a hook or of a handler, and where the values of the tasks that
// they start come from. An actor that is started with it begins outside of it: all that
// the actor around it adds, it has of its own. So in a chain of actors that start each
// other none keeps those before it.
type inside struct {
	context.Context
	outside context.Context // what the actor was started with
}

func (l *life) inside(ctx context.Context) context.Context { return &inside{ctx, l.outside} }

// outsideOf is where the values of an actor that is started with ctx come from. It reports
// whether that is outside of another actor; variables and cancellations do not come from
// there.
func outsideOf(ctx context.Context) (outside context.Context, ok bool) {
	base := actor.Base(ctx)
	if in, ok := base.(*inside); ok {
		return in.outside, true
	}
	return base, false
}
