package actor

import (
	"sync"

	"github.com/actorloom/actorloom/internal/ring"
)

// remembered holds the addresses of a loop's tasks that have ended, the oldest first, so that
// whoever asks for a result a moment too late still gets it.
type remembered struct {
	limit int // set before the first drive

	mu     sync.Mutex
	all    ring.Ring[*address]
	closed bool
}

// RememberResults makes addresses outlive their tasks: those of the last n tasks that have ended
// stay in the registry and answer with the results. The default is 0: an address leaves the
// registry when its task ends. A task whose PID nobody has asked for has no address, and does not
// count. When the loop closes, all are forgotten.
func RememberResults(n int) Option {
	return func(l *Loop) { l.remembered.limit = max(0, n) }
}

// add takes in the address of a task that has ended, and forgets the oldest when they are too
// many. Any goroutine may call it.
func (m *remembered) add(a *address) {
	forgotten := a
	m.mu.Lock()
	if m.limit > 0 && !m.closed {
		m.all.Push(a)
		forgotten = nil
		if m.all.Len() > m.limit {
			forgotten = m.all.Pop()
		}
	}
	m.mu.Unlock()
	if forgotten != nil {
		forgotten.forget()
	}
}

// close forgets all.
func (m *remembered) close() {
	m.mu.Lock()
	m.closed = true
	all := m.all
	m.all = ring.Ring[*address]{}
	m.mu.Unlock()
	for all.Len() > 0 {
		all.Pop().forget()
	}
}
