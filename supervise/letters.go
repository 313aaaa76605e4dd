package supervise

import (
	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/ring"
)

// letters is the mailbox of an actor: what waits, and what was put aside. Stashed
// messages come back before all others, in the order in which they were stashed.
type letters struct {
	returned ring.Ring[actor.Letter] // from the stash
	arrived  ring.Ring[actor.Letter]
	stashed  ring.Ring[actor.Letter]
	silences int // in arrived
	exempts  int // in arrived, silences among them
	capacity int
	overflow Overflow
}

// exempt reports whether there is always room for a message: what the actor's own doing has brought.
// When it is not handled, only a sender is told, if it has one.
func exempt(l actor.Letter) bool {
	switch l.Message.(type) {
	case *proto.PoisonPill, *proto.Terminated, ReceiveTimeout, silence:
		return true
	}
	return false
}

// Len is the number of messages that wait.
func (m *letters) Len() int { return m.returned.Len() + m.arrived.Len() }

// add puts a message at the end, and gives back the one that there is no room for.
func (m *letters) add(l actor.Letter) (refused actor.Letter, full bool) {
	free := exempt(l)
	if free {
		m.exempts++
	}
	if free || m.capacity <= 0 || m.arrived.Len()-m.exempts < m.capacity {
		m.arrived.Push(l)
		return l, false
	}
	at := m.victim()
	if at < 0 {
		return l, true
	}
	refused = m.arrived.Remove(at)
	m.arrived.Push(l)
	return refused, true
}

// victim is the place of the message that a new one drives out; negative when it
// drives out none, and is itself refused.
func (m *letters) victim() int {
	n := m.arrived.Len()
	switch m.overflow {
	case DropOldest:
		for i := range n {
			if !exempt(m.arrived.At(i)) {
				return i
			}
		}
	case DropNewest:
		for i := n - 1; i >= 0; i-- {
			if !exempt(m.arrived.At(i)) {
				return i
			}
		}
	}
	return -1
}

// next takes out the message whose turn it is.
func (m *letters) next() actor.Letter {
	if m.returned.Len() > 0 {
		return m.returned.Pop()
	}
	l := m.arrived.Pop()
	if m.exempts > 0 && exempt(l) {
		m.exempts--
	}
	if _, silent := l.Message.(silence); silent {
		m.silences--
		l.Message = ReceiveTimeout{}
	}
	return l
}

// take takes out the messages of which are is true, also from the stash, and returns them in the
// order in which they would have been handled.
func (m *letters) take(are func(actor.Letter) bool) (taken []actor.Letter) {
	for _, queue := range []*ring.Ring[actor.Letter]{&m.returned, &m.arrived, &m.stashed} {
		for range queue.Len() {
			l := queue.Pop()
			if !are(l) {
				queue.Push(l)
				continue
			}
			taken = append(taken, l)
			if queue == &m.arrived && exempt(l) {
				m.exempts--
			}
		}
	}
	return taken
}

func (m *letters) stash(l actor.Letter) { m.stashed.Push(l) }

// unstash lets what was put aside come back: before what came back earlier, if that is
// still there.
func (m *letters) unstash() {
	if m.returned.Len() == 0 {
		m.returned, m.stashed = m.stashed, m.returned
		return
	}
	for i := m.stashed.Len() - 1; i >= 0; i-- {
		m.returned.PushFront(m.stashed.At(i))
	}
	for m.stashed.Len() > 0 {
		m.stashed.Pop()
	}
}
