package supervise

import (
	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/ring"
)

// mailbox is what waits for an actor's turn, and what the actor has stashed. Stashed
// messages come back before all others, in the order in which they were stashed.
//
// Messages for which there is always room are kept apart, so that nobody has to look for the oldest
// or the latest of the others. The numbers tell which of two messages came first.
type mailbox struct {
	returned ring.Ring[actor.Letter]   // from the stash
	arrived  ring.Ring[numberedLetter] // those that count toward capacity
	exempts  ring.Ring[numberedLetter] // those that do not
	stashed  ring.Ring[actor.Letter]
	latest   uint64 // number of the letter that came last
	silences int    // in exempts
	capacity int
	overflow Overflow
}

// numberedLetter is a message and its number, in the order of arrival.
type numberedLetter struct {
	actor.Letter
	number uint64
}

// exempt reports whether there is always room for a message, because the actor's own doing has
// brought it. When it is not handled, only its sender is told, if it has one.
func exempt(l actor.Letter) bool {
	switch l.Message.(type) {
	case *proto.PoisonPill, *proto.Terminated, ReceiveTimeout, silence:
		return true
	}
	return false
}

// Len is the number of messages that wait.
func (m *mailbox) Len() int { return m.returned.Len() + m.arrived.Len() + m.exempts.Len() }

// add puts a message at the end, and gives back the one that there is no room for.
func (m *mailbox) add(l actor.Letter) (refused actor.Letter, full bool) {
	full = m.capacity > 0 && m.arrived.Len() >= m.capacity && !exempt(l)
	switch {
	case full && m.overflow == DropOldest:
		refused = m.arrived.Pop().Letter
	case full && m.overflow == DropNewest:
		refused = m.arrived.Remove(m.arrived.Len() - 1).Letter
	case full:
		return l, true
	}
	m.push(l)
	return refused, full
}

// push puts a message at the end.
func (m *mailbox) push(l actor.Letter) {
	m.latest++
	to := &m.arrived
	if exempt(l) {
		to = &m.exempts
	}
	to.Push(numberedLetter{l, m.latest})
}

// pop takes out the oldest of those that have arrived.
func (m *mailbox) pop() actor.Letter {
	from := &m.arrived
	if m.exempts.Len() > 0 && (m.arrived.Len() == 0 || m.exempts.At(0).number < m.arrived.At(0).number) {
		from = &m.exempts
	}
	return from.Pop().Letter
}

// next takes out the message whose turn it is.
func (m *mailbox) next() actor.Letter {
	if m.returned.Len() > 0 {
		return m.returned.Pop()
	}
	l := m.pop()
	if _, silent := l.Message.(silence); silent {
		m.silences--
		l.Message = ReceiveTimeout{}
	}
	return l
}

// take takes out the messages for which are is true, those in the stash included, and returns them
// in the order in which they would have been handled.
func (m *mailbox) take(are func(actor.Letter) bool) (taken []actor.Letter) {
	sift := func(n int, pop func() actor.Letter, push func(actor.Letter)) {
		for range n {
			if l := pop(); are(l) {
				taken = append(taken, l)
			} else {
				push(l)
			}
		}
	}
	sift(m.returned.Len(), m.returned.Pop, m.returned.Push)
	var rest mailbox
	sift(m.arrived.Len()+m.exempts.Len(), m.pop, rest.push)
	m.arrived, m.exempts, m.latest = rest.arrived, rest.exempts, rest.latest
	sift(m.stashed.Len(), m.stashed.Pop, m.stashed.Push)
	return taken
}

func (m *mailbox) stash(l actor.Letter) { m.stashed.Push(l) }

// unstash moves the stashed messages back, before those that came back earlier and still wait.
func (m *mailbox) unstash() {
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
