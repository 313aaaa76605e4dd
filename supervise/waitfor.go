package supervise

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/isnil"
	"github.com/actorloom/actorloom/tasks"
)

// WaitFor awaits item for at most limit, and suspends until item has ended. When the limit passes
// first, it cancels item, waits until item has ended, and fails with a [*tasks.TimeoutError]; when
// item refuses and ends with a value or another error, WaitFor returns that. When WaitFor is
// canceled, so is item. [NoLimit] waits without a limit.
//
// A Coro runs in the calling task; with a limit of zero or less it becomes a task that is canceled
// before its first step. WaitFor fails with tasks.ErrNilFunc when item is nil. asyncio: wait_for.
func WaitFor[T any](ctx context.Context, item tasks.Awaitable[T], limit time.Duration) (v T, err error) {
	if isnil.Of(item) {
		return v, fmt.Errorf("WaitFor of nil: %w", tasks.ErrNilFunc)
	}
	if limit == NoLimit {
		return item.Await(ctx)
	}
	f, err := actor.Running(ctx)
	if err != nil {
		return v, err
	}
	if limit <= 0 {
		return cancelAndWait(ctx, item, tasks.Ensure(ctx, item))
	}
	s := scopes.Take(f.Loop())
	s.begin(f)
	s.setTimer(limit)
	defer s.leaveForReuse(item, &err)
	return item.Await(ctx)
}

// scopes keeps the scopes of WaitFor, which nobody else sees, for reuse.
var scopes = actor.NewPerLoop[Scope]()

// leaveForReuse is leave, after a WaitFor of item. A scope whose timer still stands in the queue is
// not used again.
func (s *Scope) leaveForReuse(item any, err *error) {
	s.leave(item, err)
	l := s.fiber.Loop()
	s.fiber = nil
	if s.own.Idle() {
		scopes.Give(l, s)
	}
}

// cancelAndWait is WaitFor of item, or of the task that was made of it, when there is no time left.
func cancelAndWait[T any](ctx context.Context, item tasks.Awaitable[T], p tasks.Promise[T]) (T, error) {
	if p.Finished() {
		return p.Await(ctx)
	}
	if err := awaitEndOf(ctx, "the cancellation", p, func() { p.Cancel() }); err != nil {
		var zero T
		return zero, err
	}
	v, err := p.Result()
	if tasks.IsCanceled(err) {
		err = &tasks.TimeoutError{What: timedOut(item)}
	}
	return v, err
}

// timedOut names what a limit has ended: the item of a WaitFor, or a body, for which item is nil. It
// leaves out the state of a task, which is that of its end.
func timedOut(item any) string {
	switch item := item.(type) {
	case nil:
		return "the body"
	case tasks.AnyTask:
		return "WaitFor of " + item.Completion().Which()
	case tasks.Handle:
		return "WaitFor of " + item.Completion().Describe()
	}
	return "WaitFor"
}
