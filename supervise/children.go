package supervise

import (
	"context"
	"fmt"
	"strings"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// distinct finds out who was given twice, to whoever adopts the others at once.
// Those that have ended, which are watched by nobody, and those that are shared, are
// compared one by one when they are few, and by a map when they are many.
type distinct struct {
	of     *actor.Supervisor
	shared bool // others may watch them meanwhile
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

// foreign is the error of the first item that belongs to another loop than l. What
// has ended needs no watching, wherever it belongs.
func foreign[H tasks.Handle](l *tasks.Loop, items ...H) error {
	for _, item := range items {
		if item.Loop() != l && !item.Finished() {
			return fmt.Errorf("%s: %w", item, tasks.ErrForeignLoop)
		}
	}
	return nil
}

// loopOf is the loop of the first item that has not ended, and ctx's of what is to become
// a task, or when all have ended. It is nil where nobody can tell.
func loopOf[A any](ctx context.Context, items []A) (l *tasks.Loop) {
	for _, item := range items {
		h, ok := any(item).(tasks.Handle)
		if !ok {
			return actor.LoopOf(ctx)
		}
		if l = h.Loop(); !h.Finished() {
			return l
		}
	}
	if own := actor.LoopOf(ctx); own != nil {
		return own // that of an ended item may be driven by somebody else
	}
	return l
}

// ownLoop is l when ctx's task runs on it, else nil. Items may belong to a loop that
// another goroutine drives, whose memory must not be touched; the error that says so comes
// when somebody awaits the result.
func ownLoop(ctx context.Context, l *tasks.Loop) *tasks.Loop {
	if actor.LoopOf(ctx) != l {
		return nil
	}
	return l
}

// adopt makes c a child of s, whose policy runs on l; nobody waits for it when l is
// nil. What has ended on another loop is not watched: its Done would be posted there.
func adopt(s *actor.Supervisor, l *tasks.Loop, c *actor.Completion) {
	if c.Loop() == l {
		s.Adopt(c)
		return
	}
	child := s.Hold(c)
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
