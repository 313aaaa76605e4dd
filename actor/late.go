package actor

import (
	"sync"

	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/ring"
)

// late holds protoactor's own messages that come to a loop's mailboxes when the loop has shut. They
// are handled one at a time, as on the loop. Those that the loop had taken in are handled by the
// goroutine that closes it; the others by a goroutine of their own, since their sender may hold a
// lock that a handler takes.
//
//	state    what comes                           entered by                       left by
//	idle     is handled at once                   the end of the last message      add (to busy); begin
//	closing  waits; what the inbox has refused,   begin, before the inbox closes   end (to busy)
//	         behind the rest: it was sent later
//	busy     waits for its turn                   add, end                         the end of the last message
type late struct {
	mu      sync.Mutex // guards the rest
	closing bool
	busy    bool
	queue   ring.Ring[*parcel]
	behind  []*parcel // refused while it was closing
}

// add enters a message. refused tells that the inbox has refused it; otherwise the inbox has taken
// it in, and cannot hand it out any more.
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

// end is called when everything that the inbox had taken in has been added. It handles all that
// waits, unless a goroutine does so already.
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

// handleLate handles p. It reports a panic that comes from elsewhere than a handler, such as from a
// supervisor's strategy.
func (p *parcel) handleLate(l *Loop) {
	defer l.recoverPanic(stepPanicked)
	p.box.onSystem(p.msg)
}
