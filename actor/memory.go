package actor

import (
	"sync"

	"github.com/actorloom/actorloom/internal/ring"
)

// memory is the addresses of a loop's tasks that have ended, the oldest first:
// so that who asks for a result a moment too late still gets it.
type memory struct {
	limit int // set before the first drive

	mu     sync.Mutex
	all    ring.Ring[*address]
	closed bool
}

// RememberResults is how many of the tasks that have an address are still there
// for others after their end, with their results: the last n; none unless told, so
// that a task leaves the registry when it ends. Tasks that nobody asked for a PID do
// not count, and are not kept. When the loop closes, all are forgotten.
func RememberResults(n int) Option {
	return func(l *Loop) { l.desk.ended.limit = max(0, n) }
}

// add takes in the address of a task that has ended. Any goroutine may call it.
func (m *memory) add(a *address) {
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
func (m *memory) close() {
	m.mu.Lock()
	m.closed = true
	all := m.all
	m.all = ring.Ring[*address]{}
	m.mu.Unlock()
	for all.Len() > 0 {
		all.Pop().forget()
	}
}
