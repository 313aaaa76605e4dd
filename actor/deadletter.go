package actor

import proto "github.com/asynkron/protoactor-go/actor"

// The user messages of a mailbox that nobody will handle.

// deadLetter tells the sender of a user message that nobody will handle it. refused says whether
// the inbox has refused the message. A PoisonPill is a user message, too, and stops the actor
// anyway.
func (m *mailbox) deadLetter(msg any, refused bool) {
	m.user.Add(-1)
	if _, poison := proto.UnwrapEnvelopeMessage(msg).(*proto.PoisonPill); poison {
		m.loop.late.add(m.loop, &parcel{box: m, msg: &proto.Stop{}, system: true}, refused)
		return
	}
	m.mu.Lock()
	ready := m.ready
	if !ready {
		m.returned = append(m.returned, msg)
	}
	m.mu.Unlock()
	if ready {
		m.publish(msg)
	}
}

// giveBack is deadLetter for a message that the mailbox has taken in, when the actor has stopped or
// the loop has shut.
func (m *mailbox) giveBack(msg any) {
	if _, poison := proto.UnwrapEnvelopeMessage(msg).(*proto.PoisonPill); poison && m.stopped {
		m.user.Add(-1) // the loop may be open, and late is not for it
		return
	}
	m.deadLetter(msg, false)
}

// publish makes a message a dead letter of the actor's system, which need not be the loop's.
func (m *mailbox) publish(msg any) {
	if c, ok := m.invoker.(process); ok {
		m.loop.sendGuarded(func() { c.ActorSystem().DeadLetter.SendUserMessage(c.Self(), msg) })
	}
}
