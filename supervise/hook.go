package supervise

import (
	"context"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// hook calls one of the user's hooks. A panic becomes an error: it must not keep the rest of the
// end from happening. What the hook asks carries its mark: see cycle.
func (l *life) hook(ctx context.Context, fn func(context.Context) error) (err error) {
	if fn == nil {
		return nil
	}
	l.hooked = l.newTurn()
	defer func() {
		l.hooked = 0
		l.closeTurn()
		if v := recover(); v != nil {
			err = actor.NewPanicError(v)
		}
	}()
	ctx = l.inside(actor.WithHeaders(ctx, map[string]string{chainHeader: l.mark(l.hooked)}))
	return l.noting(func() error { return fn(ctx) })
}

// reportHook reports the error of a hook, unless it is nil or a cancellation.
func (c *cell) reportHook(what string, err error) {
	if err != nil && !tasks.IsCanceled(err) {
		c.report(what, err)
	}
}
