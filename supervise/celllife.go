package supervise

import (
	"context"
	"slices"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// live is the actor's life, from its start to its stop or its failure.
func (c *cell) live(ctx context.Context) error {
	if _, err := actor.Running(ctx); err != nil {
		return err
	}
	// Who spawned it may have been handling a message: that is not this actor's.
	ctx = actor.WithHeaders(context.WithValue(ctx, turnKey{}, (*turn)(nil)), nil)
	ctx = context.WithValue(ctx, cellKey{}, c)
	c.failure, c.alive = nil, true
	c.handlers = c.handlers[:1]
	c.mail.unstash()
	if err := hook(ctx, c.spec.OnStarted); err != nil {
		c.stopChildren(context.WithoutCancel(ctx))
		c.endLife()
		return err
	}
	Ready(ctx)
	c.restartTimer()
	return c.end(context.WithoutCancel(ctx), c.serve(ctx))
}

// serve handles messages until the actor is to stop or has failed.
func (c *cell) serve(ctx context.Context) error {
	for c.failure == nil {
		switch {
		case c.stopping:
			return nil
		case c.Left() >= c.places():
			c.waiting = forPlace
		case c.mail.Len() == 0:
			c.waiting = forMail
		default:
			letter := c.mail.next()
			if _, poison := letter.Message.(*proto.PoisonPill); poison {
				c.stopping = true
				continue
			}
			c.begin(ctx, letter)
			continue
		}
		if err := c.park(ctx); err != nil {
			return err
		}
	}
	return c.failure
}

func (c *cell) places() int {
	if c.spec.Interleave < 0 {
		return int(^uint(0) >> 1)
	}
	return max(1, c.spec.Interleave)
}

// end lets the messages under way end, and then the children, and tells the
// hooks. A failure and a cancellation cancel the messages.
func (c *cell) end(ctx context.Context, err error) error {
	defer c.endLife()
	if err != nil {
		c.cancelTurns()
	}
	for c.Left() > 0 {
		c.waiting = forLast
		if again := c.park(ctx); again != nil {
			c.cancelTurns()
			if err == nil {
				err = again
			}
		}
	}
	switch {
	case c.failure == nil:
	case err == nil:
		err = c.failure // of the last message before a stop
	case tasks.IsCanceled(err):
		c.report("a message", c.failure)
	}
	if c.failure != nil && c.supervised && c.spec.OnRestarting != nil {
		again := hook(ctx, func(ctx context.Context) error { return c.spec.OnRestarting(ctx, c.failure) })
		c.reportUnless("OnRestarting", again)
	}
	for _, h := range []struct {
		name string
		fn   func(context.Context) error
	}{{"OnStopping", c.spec.OnStopping}, {"OnStopped", c.spec.OnStopped}} {
		failed := hook(ctx, h.fn)
		c.stopChildren(ctx)
		if err == nil {
			err = failed
		} else {
			c.reportUnless(h.name, failed)
		}
	}
	if err == nil {
		c.stopping = false
	}
	return err
}

// endLife forgets what belongs to one life.
func (c *cell) endLife() {
	c.patience, c.alive = 0, false
	c.mail.forgetSilence()
	c.stopTimer()
}

// hook calls one of the user's hooks. A panic is an error: it must not keep the
// rest of the end from happening.
func hook(ctx context.Context, fn func(context.Context) error) (err error) {
	if fn == nil {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			err = actor.NewPanicError(v)
		}
	}()
	return fn(ctx)
}

func (c *cell) reportUnless(what string, err error) {
	if err != nil && !tasks.IsCanceled(err) {
		c.report(what, err)
	}
}

// stopChildren stops the children, the latest first, each when the one before has
// stopped. A cancellation does not hurry it.
func (c *cell) stopChildren(ctx context.Context) {
	for len(c.children) > 0 {
		last := c.children[len(c.children)-1]
		last.Stop()
		for !last.task.Finished() {
			_, _ = Shield[struct{}](ctx, last.task).Await(ctx) // its failure is reported at its end
		}
		c.forgetChild(last)
	}
}

func (c *cell) forgetChild(r *Ref) {
	c.children = slices.DeleteFunc(c.children, func(child *Ref) bool { return child == r })
}
