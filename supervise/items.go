package supervise

import (
	"context"
	"fmt"
	"strings"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/isnil"
	"github.com/actorloom/actorloom/tasks"
)

// distinct finds items that were given twice. Its user adopts each new item before it adds the
// next, so that an item is known by its latest watcher: see [actor.Supervisor.Has]. That does not
// work for items that have ended, which nobody watches, nor when shared is set. Such items are
// compared one by one while they are few, and looked up in a map after that.
type distinct struct {
	of     *actor.Supervisor
	shared bool // somebody else may watch an item before the next is added
	few    []*actor.Completion
	many   map[*actor.Completion]struct{}
}

const fewItems = 8

// add reports whether c is new.
func (d *distinct) add(c *actor.Completion) bool {
	if !c.Finished() && !d.shared {
		return !d.of.Has(c)
	}
	if d.many != nil {
		_, had := d.many[c]
		d.many[c] = struct{}{}
		return !had
	}
	for _, have := range d.few {
		if have == c {
			return false
		}
	}
	d.few = append(d.few, c)
	if len(d.few) > fewItems {
		d.many = make(map[*actor.Completion]struct{}, 2*fewItems)
		for _, have := range d.few {
			d.many[have] = struct{}{}
		}
	}
	return true
}

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

// told counts the errors of those items that could not be made as retrieved, since whoever gave the
// items has got another error in their place.
func told[H tasks.Handle](items []H) {
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

// describe names a supervisor and the children that it still waits for, if any.
func describe(what string, first *actor.Child) string {
	if first == nil {
		return what
	}
	var left []string
	for child := first; child != nil; child = child.Next() {
		if len(left) == 3 {
			left = append(left, "…")
			break
		}
		left = append(left, child.Of().Describe())
	}
	return fmt.Sprintf("%s of %s", what, strings.Join(left, ", "))
}
