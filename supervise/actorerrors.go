package supervise

import (
	"errors"
	"strings"

	"github.com/actorloom/actorloom/internal/refusal"
)

// Errors of actors, to compare with by errors.Is.
var (
	// ErrUnhandled is what a handler returns for a message that it does not know. When nobody
	// asked, the message becomes a dead letter, and the actor does not fail; the loop reports the
	// first of each type. An ErrUnhandled that is the answer of another actor is an error like any
	// other.
	ErrUnhandled = refusal.ErrUnhandled
	// ErrMailboxFull is the answer to a request for which a bounded mailbox had no room.
	ErrMailboxFull = errors.New("the actor's mailbox is full")
	// ErrActorStopped is the answer to a request that will not be answered any more, because the
	// actor failed at another message or was canceled, or its loop shut. A supervised actor whose
	// life ends also gives it to the requests of its children, its hooks and its messages under
	// way: it waits for them, so they must not wait for it. It is also the error of SpawnChild,
	// Become, Unbecome, Unstash and SetReceiveTimeout when the life to which ctx belongs is over; of
	// all of these but SpawnChild also when another life has begun beside it.
	ErrActorStopped = errors.New("the actor stopped")
	// ErrNoActor is the error of a call whose ctx does not belong to an actor: see [Actor]. [Stash]
	// fails with it, too, outside a handler and when the handler has answered.
	ErrNoActor = errors.New("the context is not that of an actor: pass on the one that its handler or hook was given")
	// ErrSupervised is returned by [Ref.Await] for an actor that a supervisor owns, and may start
	// again. To learn of its end, [Watch] its address, which may last as long as the task that called
	// [Actor.Child]; [Supervised.RemoveAndWait] ends the actor and waits.
	ErrSupervised = errors.New("the actor is supervised: watch its address")
)

// CycleError reports a request that would wait for ever. The requests went from actor to actor and
// came back to one that cannot handle this request, because it waits for the answer: all that it
// handles, which is one message unless it interleaves, are earlier requests of the cycle; or it is in
// OnStarted. Requests that cross, each made in a message of its own, are not found.
type CycleError struct {
	// Actors are the addresses in the order of the requests; the last is the
	// first again.
	Actors []string
}

func (e *CycleError) Error() string {
	return "a circle of requests: " + strings.Join(e.Actors, " asks ")
}
