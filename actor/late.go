package actor

import (
	"sync"

	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/ring"
)

// late are the messages of protoactor's own that come to mailboxes of a loop which has shut. They
// are handled one at a time, as on the loop: those that the loop had taken in by the goroutine that
// closes it, the others by one of their own, since whoever sends may hold a lock that a handler
// takes.
//
//	state    what comes                           entered by                       left by
//	idle     is handled at once                   the end of the last message      add (to busy); begin
//	closing  waits, what is refused behind the    begin, before the inbox closes   end (to busy)
//	         rest: that was sent later
//	busy     waits for its turn                   add, end                         the end of the last message
type late struct {
	mu      sync.Mutex // guards the rest
	closing bool
	busy    bool
	queue   ring.Ring[*parcel]
	behind  []*parcel // refused while it was closing
}

// add enters a message, which the inbox has refused, or has taken in and cannot hand out any more.
func (t *late) add(l *Loop, p *parcel, refused bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closing && refused {
		t.behind = append(t.behind, p)
		return
	}
	t.queue.Push(p)
	if !t.closing && !t.busy {
		t.busy = true
		go t.work(l)
	}
}

// begin is called before the inbox refuses what comes.
func (t *late) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closing = true
}

// end is called when all that the inbox had taken in has been added. It handles that.
func (t *late) end(l *Loop) {
	t.mu.Lock()
	t.closing = false
	for _, p := range t.behind {
		t.queue.Push(p)
	}
	t.behind = nil
	busy := t.busy
	t.busy = true
	t.mu.Unlock()
	if !busy {
		t.work(l)
	}
}

// work handles what there is. When a handler ends the goroutine, another goes on.
func (t *late) work(l *Loop) {
	goexit.Guard(func() {
		for p := t.next(); p != nil; p = t.next() {
			p.handleLate(l)
		}
	}, func() { go t.work(l) })
}

func (t *late) next() *parcel {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.queue.Len() == 0 {
		t.busy, t.queue = false, ring.Ring[*parcel]{}
		return nil
	}
	return t.queue.Pop()
}

// handleLate reports a panic that is no handler's, such as that of a supervisor's strategy.
func (p *parcel) handleLate(l *Loop) {
	defer l.recoverPanic(stepPanicked)
	p.box.onSystem(p.msg)
}
