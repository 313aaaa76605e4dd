package actor

// Receiver is an actor on a loop: a fiber, a supervisor's child, a callback. Receive
// is called on the loop, one message at a time, and must not block.
type Receiver interface {
	Receive(Message)
}

// Message is one of [Resume], [Done], [Cancel] and [Call]. No other type can be
// one: a receiver that handles these four handles all.
//
// Those that are sent on every step are empty or a single pointer wide, so that an envelope holds
// them without an allocation.
type Message interface{ sealed() }

type (
	// Resume tells a fiber to take its next step.
	Resume struct{}
	// Done tells a watcher that what it watches, Of, has ended.
	Done struct{ Of *Completion }
	// Cancel asks a fiber to cancel itself; Msg, which may be empty, is the reason.
	// It is the only [Message] that an address takes, from other actors and machines.
	Cancel struct{ Msg string }
	// Call tells a callback to run.
	Call struct{}
)

func (Resume) sealed() {}
func (Done) sealed()   {}
func (Cancel) sealed() {}
func (Call) sealed()   {}

// envelope is an entry of the ready queue.
type envelope struct {
	to  Receiver
	msg Message
}
