package supervise

import (
	"errors"
	"strings"
)

// Errors of actors, to compare with by errors.Is.
var (
	// ErrUnhandled is a message that a handler does not know. When nobody asked, it
	// becomes a dead letter, and is no failure of the actor.
	ErrUnhandled = errors.New("the actor does not handle this message")
	// ErrMailboxFull is a message that a bounded mailbox had no room for.
	ErrMailboxFull = errors.New("the actor's mailbox is full")
	// ErrActorStopped is a message that an actor was handling when it failed at
	// another, or was canceled; one of a child, or of a message under way, whose end the
	// actor waits for before it can be started again; and what a handler's ctx asks of an
	// actor whose life is over.
	ErrActorStopped = errors.New("the actor stopped before it answered")
	// ErrNoActor is a context that no actor handles a message with.
	ErrNoActor = errors.New("the context is not that of an actor's handler")
	// ErrSupervised is a wait for the end of an actor that a supervisor owns.
	ErrSupervised = errors.New("the actor is supervised: wait for its supervisor")
)

// CycleError is a request that can never be answered: it came back, from actor to
// actor, to one that handles one message at a time and waits for the answer. Two
// requests of different messages that cross are not found.
type CycleError struct {
	// Actors are the addresses in the order of the requests; the last is the
	// first again.
	Actors []string
}

func (e *CycleError) Error() string {
	return "a circle of requests: " + strings.Join(e.Actors, " asks ")
}
