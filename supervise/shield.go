package supervise

import (
	"context"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Shield is a future with inner's result, whose cancellation does not reach
// inner: who awaits it can be canceled, and inner goes on. When inner ends first,
// in whatever way, so does the future. An inner that has ended is returned as it
// is. An inner of another loop than ctx's that has not ended is tasks.ErrForeignLoop. It never
// suspends; await the future. asyncio: shield.
func Shield[T any](ctx context.Context, inner tasks.Awaitable[T]) tasks.Promise[T] {
	p := tasks.Ensure(ctx, inner)
	if p.Finished() {
		return p
	}
	if p.Loop() == nil { // a zero value
		return tasks.NewFutureOn[T](nil)
	}
	own := actor.LoopOf(ctx)
	if own != nil {
		if err := foreign(own, p); err != nil {
			return tasks.Resolved(ctx, *new(T), err)
		}
	}
	s := &shield[T]{inner: p}
	s.outer = tasks.SupervisedFuture[T](p.Loop(), s)
	s.Supervise(own, s)
	s.Adopt(p.Completion())
	s.Adopt(s.outer.Completion())
	return s.outer
}

// shield is the policy of Shield. Its second child is the future that it settles itself, unless
// that was canceled.
type shield[T any] struct {
	actor.Supervisor
	inner tasks.Promise[T]
	outer *tasks.Future[T]
}

// Cancel cancels the future, and not inner.
func (s *shield[T]) Cancel(msg string) bool {
	return s.outer.Completion().EndCanceled(actor.CanceledWith(msg))
}

// String is the shield for people to read.
func (s *shield[T]) String() string {
	if s.inner == nil {
		return "a shield"
	}
	return "a shield of " + s.inner.Completion().Describe()
}

// Plain says that ChildDone is: see actor.PlainPolicy.
func (s *shield[T]) Plain() {}

// ChildDone takes note of inner's end or of the future's.
func (s *shield[T]) ChildDone(child *actor.Child) {
	switch {
	case s.inner == nil: // it has been passed on
	case child.Of() == s.inner.Completion():
		s.passOn()
		s.inner = nil // who keeps the future is not to keep it
	default:
		s.letGo()
	}
}

// passOn settles the future with what inner ended with, unless nobody is there to get it.
func (s *shield[T]) passOn() {
	v, err := s.inner.Result()
	switch {
	case s.outer.Canceled():
	case s.inner.Canceled():
		s.outer.Completion().EndCanceled(err)
	case err != nil:
		_ = s.outer.SetError(err)
	default:
		_ = s.outer.SetResult(v)
	}
}

// letGo stops watching inner when the future was canceled. When inner has ended
// too, its Done is on its way, and its error counts as retrieved then.
func (s *shield[T]) letGo() {
	if !s.inner.Finished() {
		s.Release()
	}
}
