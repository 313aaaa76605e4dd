package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Event is a flag that tasks wait for. The zero Event is not set. asyncio: Event.
type Event struct {
	bound
	waiters actor.WaitQueue
	set     bool
}

// IsSet reports whether the flag is set. asyncio: is_set.
func (e *Event) IsSet() bool { return e.set }

// Set sets the flag and wakes everybody who waits. It never suspends. asyncio:
// set.
func (e *Event) Set() {
	if e.set {
		return
	}
	e.set = true
	for w := e.waiters.First(); w != nil; w = w.Next() {
		w.Wake()
	}
}

// Clear takes the flag down again. It never suspends. asyncio: clear.
func (e *Event) Clear() { e.set = false }

// Wait suspends until the flag is set, if it is not. A cancellation ends the
// wait. asyncio: wait.
func (e *Event) Wait(ctx context.Context) error {
	w, err := actor.Enter(ctx, "an event")
	if err != nil {
		return err
	}
	if e.set {
		w.Leave()
		return nil
	}
	if err := e.bind(w, "event"); err != nil {
		return err
	}
	// Push, Park and Remove, instead of WaitQueue.Wait: a frame less to return
	// through after a switch.
	e.waiters.Push(w)
	err = w.Park()
	e.waiters.Remove(w)
	return err
}

// String is the event for people to read. asyncio: repr.
func (e *Event) String() string {
	state := "unset"
	if e.set {
		state = "set"
	}
	return fmt.Sprintf("event (%s, %d waiters)", state, e.waiters.Len())
}
