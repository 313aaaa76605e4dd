package conformance

import (
	"context"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// nestedOps are the statements that hold others, and those that leave a block, by
// their op.
var nestedOps map[string]func(*coroutine, context.Context, *Statement) (*returned, error)

func init() {
	nestedOps = map[string]func(*coroutine, context.Context, *Statement) (*returned, error){
		"return":    (*coroutine).doReturn,
		"raise":     (*coroutine).doRaise,
		"loop":      (*coroutine).doLoop,
		"try":       (*coroutine).doTry,
		"timeout":   (*coroutine).doTimeout,
		"taskgroup": (*coroutine).doTaskGroup,
		"with":      (*coroutine).doWith,
	}
}

func (c *coroutine) doReturn(_ context.Context, s *Statement) (*returned, error) {
	return &returned{value(s.Value)}, nil
}

func (c *coroutine) doRaise(_ context.Context, s *Statement) (*returned, error) {
	return nil, raised(s)
}

func raised(s *Statement) error {
	msg := ""
	if s.Msg != nil {
		msg = *s.Msg
	}
	if s.Error == "Cancelled" {
		return &tasks.CanceledError{Msg: msg}
	}
	return &scenarioError{s.Error, msg}
}

func (c *coroutine) doLoop(ctx context.Context, s *Statement) (*returned, error) {
	for range s.Times {
		if r, err := c.block(ctx, s.Body); r != nil || err != nil {
			return r, err
		}
	}
	return nil, nil
}

func (c *coroutine) doTry(ctx context.Context, s *Statement) (*returned, error) {
	r, err := c.tryBody(ctx, s)
	if _, failed := c.block(ctx, s.Finally); failed != nil {
		return nil, failed
	}
	return r, err
}

func (c *coroutine) tryBody(ctx context.Context, s *Statement) (*returned, error) {
	r, err := c.block(ctx, s.Body)
	if err == nil || !matches(s.Catch, err) {
		return r, err
	}
	c.event("caught", describe(err))
	r, failed := c.block(ctx, s.Handler)
	if failed == nil && r == nil && s.Reraise {
		failed = err
	}
	return r, failed
}

func (c *coroutine) doTimeout(ctx context.Context, s *Statement) (r *returned, err error) {
	var scope *supervise.Scope
	err = supervise.Timeout(ctx, limit(s), func(ctx context.Context, entered *supervise.Scope) (err error) {
		scope = entered
		if s.As != "" {
			c.handles[s.As] = entered
		}
		r, err = c.block(ctx, s.Body)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.event("in_time", scope.Expired())
	return r, nil
}

func (c *coroutine) doTaskGroup(ctx context.Context, s *Statement) (r *returned, err error) {
	err = supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) (err error) {
		c.handles[s.As] = g
		r, err = c.block(ctx, s.Body)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.event("group_done", s.As)
	return r, nil
}

func (c *coroutine) doWith(ctx context.Context, s *Statement) (r *returned, err error) {
	err = tasks.With(ctx, c.handle(s).(tasks.Locker), func(ctx context.Context) (err error) {
		c.event("entered", s.on())
		r, err = c.block(ctx, s.Body)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.event("left", s.on())
	return r, nil
}
