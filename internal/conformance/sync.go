package conformance

import (
	"context"

	"github.com/actorloom/actorloom/tasks"
)

// The statements about locks, events, queues and barriers.

func (c *coroutine) semaphore(_ context.Context, s *Statement) error {
	places := value(s.Value).(int)
	if s.Bounded {
		return c.make(s, tasks.NewBoundedSemaphore(places))
	}
	return c.make(s, tasks.NewSemaphore(places))
}

func (c *coroutine) queue(_ context.Context, s *Statement) error {
	switch s.Kind {
	case "lifo":
		return c.make(s, tasks.NewLifoQueue[any](s.Maxsize))
	case "priority":
		return c.make(s, tasks.NewPriorityQueue(s.Maxsize, func(a, b any) bool { return a.(int) < b.(int) }))
	}
	return c.make(s, tasks.NewQueue[any](s.Maxsize))
}

func (c *coroutine) condition(s *Statement) *tasks.Condition { return c.handle(s).(*tasks.Condition) }
func (c *coroutine) flag(s *Statement) *tasks.Event          { return c.handle(s).(*tasks.Event) }
func (c *coroutine) items(s *Statement) *tasks.Queue[any]    { return c.handle(s).(*tasks.Queue[any]) }
func (c *coroutine) barrier(s *Statement) *tasks.Barrier     { return c.handle(s).(*tasks.Barrier) }

func (c *coroutine) acquire(ctx context.Context, s *Statement) error {
	return c.succeeded(c.handle(s).(tasks.Locker).Acquire(ctx), "acquired", s.on())
}

func (c *coroutine) release(_ context.Context, s *Statement) error {
	return c.succeeded(c.handle(s).(tasks.Locker).Release(), "released", s.on())
}

func (c *coroutine) locked(_ context.Context, s *Statement) error {
	c.event("locked", s.on(), c.handle(s).(interface{ Locked() bool }).Locked())
	return nil
}

func (c *coroutine) condWait(ctx context.Context, s *Statement) error {
	return c.succeeded(c.condition(s).Wait(ctx), "notified", s.on())
}

func (c *coroutine) eventWait(ctx context.Context, s *Statement) error {
	return c.succeeded(c.flag(s).Wait(ctx), "event", s.on())
}

func (c *coroutine) put(ctx context.Context, s *Statement) error {
	item := value(s.Value)
	if s.Op == "put_nowait" {
		return c.succeeded(c.items(s).TryPut(item), "put", s.on(), item)
	}
	return c.succeeded(c.items(s).Put(ctx, item), "put", s.on(), item)
}

func (c *coroutine) get(ctx context.Context, s *Statement) error {
	get := c.items(s).Get
	if s.Op == "get_nowait" {
		get = func(context.Context) (any, error) { return c.items(s).TryGet() }
	}
	item, err := get(ctx)
	return c.succeeded(err, "item", s.on(), item)
}

func (c *coroutine) join(ctx context.Context, s *Statement) error {
	return c.succeeded(c.items(s).Join(ctx), "joined", s.on())
}

func (c *coroutine) barrierWait(ctx context.Context, s *Statement) error {
	index, err := c.barrier(s).Wait(ctx)
	return c.succeeded(err, "passed", s.on(), index)
}
