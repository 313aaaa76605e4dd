package supervise

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/isnil"
	"github.com/actorloom/actorloom/tasks"
)

// What all that await several items do with them, and with the loops that these belong to.

// foreign returns an error for the first item that has not ended and belongs to another loop than
// l, or nil. What has ended needs no watching, wherever it belongs.
func foreign[H tasks.Handle](l *tasks.Loop, items ...H) error {
	for _, item := range items {
		if item.Loop() != l && !item.Finished() {
			return fmt.Errorf("%s: %w", item.Completion().Which(), tasks.ErrForeignLoop)
		}
	}
	return nil
}

// loopOf returns the loop for the result of items. It is ctx's loop or, when ctx has no task, as in
// a callback, the loop of the first item that has not ended; when all have ended, it is that of the
// last. It is nil when none of these is known.
func loopOf[A any](ctx context.Context, items []A) (l *tasks.Loop) {
	if own := actor.LoopOf(ctx); own != nil {
		return own
	}
	for _, item := range items {
		h, _ := any(item).(tasks.Handle)
		if isnil.Of(h) { // there is no loop to make a task of it
			return nil
		}
		if l = h.Loop(); !h.Finished() {
			return l
		}
	}
	return l
}

// callersContext returns ctx, whose task is own. But when another task of own's loop is running,
// and so uses what own has made, it returns that task's context.
func callersContext(ctx context.Context, own *actor.Fiber) context.Context {
	if own != nil {
		if f := own.Loop().Current(); f != nil && f != own {
			return f.Context()
		}
	}
	return ctx
}

// retrieveRefusals counts the errors of those items that could not be made as retrieved, since
// whoever gave the items has got another error in their place.
func retrieveRefusals[H tasks.Handle](items []H) {
	for _, item := range items {
		item.Completion().RetrieveRefusal()
	}
}

// adopt makes c a child of s, whose policy runs on l. If c is of another loop, it has ended. Then
// it is not watched, since its Done would be posted to that loop; instead, l is given a Done. When
// l is nil, nobody waits for that.
func adopt(s *actor.Supervisor, l *tasks.Loop, c *actor.Completion) {
	if c.Loop() == l {
		s.Adopt(c)
		return
	}
	child := s.AdoptEnded(c)
	if l != nil {
		l.CallSoon(func() { child.Receive(actor.Done{Of: c}) })
	}
}
