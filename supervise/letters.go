package supervise

import (
	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/ring"
)

// letters is the mailbox of an actor: what waits, and what was put aside. Stashed
// messages come back before all others, in the order in which they were stashed.
type letters struct {
	returned ring.Ring[actor.Letter] // from the stash
	arrived  ring.Ring[actor.Letter]
	stashed  ring.Ring[actor.Letter]
	capacity int
	overflow Overflow
}

// Len is the number of messages that wait.
func (m *letters) Len() int { return m.returned.Len() + m.arrived.Len() }

// add puts a message at the end, and gives back the one that there is no room for.
func (m *letters) add(l actor.Letter) (refused actor.Letter, full bool) {
	if m.capacity <= 0 || m.Len() < m.capacity {
		m.arrived.Push(l)
		return l, false
	}
	switch {
	case m.overflow == Refuse || m.arrived.Len() == 0:
		return l, true
	case m.overflow == DropOldest:
		refused = m.arrived.Pop()
	default:
		n := m.arrived.Len()
		for range n - 1 { // turn the ring until the latest comes first
			m.arrived.Push(m.arrived.Pop())
		}
		refused = m.arrived.Pop()
	}
	m.arrived.Push(l)
	return refused, true
}

// next takes out the message whose turn it is.
func (m *letters) next() actor.Letter {
	if m.returned.Len() > 0 {
		return m.returned.Pop()
	}
	return m.arrived.Pop()
}

func (m *letters) stash(l actor.Letter) { m.stashed.Push(l) }

func (m *letters) unstash() {
	for m.returned.Len() > 0 { // what came back earlier stays behind what comes now
		m.stashed.Push(m.returned.Pop())
	}
	for m.stashed.Len() > 0 {
		m.returned.Push(m.stashed.Pop())
	}
}
