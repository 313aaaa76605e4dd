package supervise

import (
	"errors"
	"strings"
)

// Errors of actors, to compare with by errors.Is.
var (
	// ErrUnhandled is a message that a handler does not know. When nobody asked, it
	// becomes a dead letter, and is no failure of the actor; the loop reports the first of
	// each type.
	ErrUnhandled = errors.New("the actor does not handle this message")
	// ErrMailboxFull is a message that a bounded mailbox had no room for.
	ErrMailboxFull = errors.New("the actor's mailbox is full")
	// ErrActorStopped is the answer to a request that the actor was handling when it
	// failed at another message or was canceled, or its loop shut; and to one from a child of
	// a supervised actor, from a message under way or from a hook, while its life ends and so
	// waits for them. It is also a SpawnChild, a Become, an Unbecome, an Unstash or a
	// SetReceiveTimeout with a handler's ctx when the actor's life is over.
	ErrActorStopped = errors.New("the actor stopped")
	// ErrNoActor is a context that is no actor's, see [Actor]; of [Stash], one that is no
	// handler's, or whose handler has answered.
	ErrNoActor = errors.New("the context is not that of an actor's handler")
	// ErrSupervised is a wait for the end of an actor that a supervisor owns.
	ErrSupervised = errors.New("the actor is supervised: wait for its supervisor")
)

// CycleError is a request that can never be answered: it came back, from actor to
// actor, to one that handles one message at a time, or starts, and waits for the answer. Two
// requests of different messages that cross are not found.
type CycleError struct {
	// Actors are the addresses in the order of the requests; the last is the
	// first again.
	Actors []string
}

func (e *CycleError) Error() string {
	return "a circle of requests: " + strings.Join(e.Actors, " asks ")
}
