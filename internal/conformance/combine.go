package conformance

import (
	"context"
	"slices"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// The statements about combinators and timeouts.

// finish keeps a combinator's future under a handle, or awaits it now.
func (c *coroutine) finish(ctx context.Context, s *Statement, what string, p tasks.Promise[any]) error {
	if s.As != "" {
		c.handles[s.As] = p
		c.event("made", s.As)
		return nil
	}
	v, err := p.Await(ctx)
	return c.succeeded(err, what, show(v))
}

func (c *coroutine) gather(ctx context.Context, s *Statement) error {
	if s.ReturnExceptions {
		return c.finish(ctx, s, "gathered", tasks.Erase[[]supervise.Outcome[any]](supervise.GatherOutcomes(ctx, c.targets(s)...)))
	}
	return c.finish(ctx, s, "gathered", tasks.Erase[[]any](supervise.Gather(ctx, c.targets(s)...)))
}

func (c *coroutine) shield(ctx context.Context, s *Statement) error {
	return c.finish(ctx, s, "shielded", supervise.Shield(ctx, c.target(s.targets()[0])))
}

func (c *coroutine) waitFor(ctx context.Context, s *Statement) error {
	v, err := supervise.WaitFor(ctx, c.target(s.targets()[0]), limit(s))
	return c.succeeded(err, "waited_for", show(v))
}

func limit(s *Statement) time.Duration {
	if s.MS == nil {
		return supervise.NoLimit
	}
	return ms(*s.MS)
}

func (c *coroutine) wait(ctx context.Context, s *Statement) error {
	when := map[string]supervise.When{"ALL": supervise.AllCompleted, "FIRST_COMPLETED": supervise.FirstCompleted, "FIRST_EXCEPTION": supervise.FirstError}[s.When]
	names := map[*actor.Completion]string{}
	var items []tasks.Handle
	for _, t := range s.targets() {
		h := c.handles[t.name].(tasks.Handle)
		if _, had := names[h.Completion()]; !had {
			names[h.Completion()] = t.name
		}
		items = append(items, h)
	}
	done, pending, err := supervise.Wait(ctx, items, when, limit(s))
	if err != nil {
		return err
	}
	sorted := func(items []tasks.Handle) []string {
		all := []string{}
		for _, h := range items {
			all = append(all, names[h.Completion()])
		}
		slices.Sort(all)
		return all
	}
	c.event("waited", sorted(done), sorted(pending))
	return nil
}

func (c *coroutine) asCompleted(ctx context.Context, s *Statement) error {
	for v, err := range supervise.AsCompleted(ctx, limit(s), c.targets(s)...) {
		if err != nil {
			return err
		}
		c.event("completed", show(v))
	}
	return nil
}

func (c *coroutine) reschedule(_ context.Context, s *Statement) error {
	var when time.Time
	if s.MS != nil {
		when = c.loop.Now().Add(ms(*s.MS))
	}
	return c.attempt(s, c.handle(s).(*supervise.Scope).Reschedule(when))
}
