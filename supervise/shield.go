package supervise

import (
	"context"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Shield returns a future with inner's result. A cancellation of the future, or of a task that
// awaits it, does not reach inner, which goes on. When inner ends first, in whatever way, the
// future ends in the same way. An inner that has ended is returned as it is. When inner has not
// ended and belongs to another loop than ctx's, the future fails with tasks.ErrForeignLoop. It
// never suspends; await the future. asyncio: shield.
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

// shield is the policy of Shield. Its first child is inner. Its second child is the future, which
// it settles itself, unless the future was canceled.
type shield[T any] struct {
	actor.Supervisor
	inner tasks.Promise[T]
	outer *tasks.Future[T]
}

// Cancel cancels the future, and not inner.
func (s *shield[T]) Cancel(msg string) bool {
	return s.outer.Completion().EndCanceled(actor.CanceledWith(msg))
}

// String describes the shield and inner.
func (s *shield[T]) String() string {
	if s.inner == nil {
		return "a shield"
	}
	return "a shield of " + s.inner.Completion().Describe()
}

// Plain marks ChildDone as plain: see [actor.PlainPolicy].
func (s *shield[T]) Plain() {}

// ChildDone handles the end of inner or of the future.
func (s *shield[T]) ChildDone(child *actor.Child) {
	switch {
	case s.inner == nil: // it has been passed on
	case child.Of() == s.inner.Completion():
		s.passOn()
		s.inner = nil // whoever keeps the future must not keep inner
	default:
		s.letGo()
	}
}

// passOn settles the future with what inner ended with, unless the future was canceled.
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

// letGo stops watching inner when the future was canceled. If inner has ended too, its Done is on
// its way, and its error counts as retrieved when that comes.
func (s *shield[T]) letGo() {
	if !s.inner.Finished() {
		s.Release()
	}
}
