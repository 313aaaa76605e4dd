package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Event is a flag that tasks wait for. asyncio: Event.
//
//	state  entered by             left by
//	unset  the zero Event, Clear  Set, which wakes all who wait
//	set    Set                    Clear
type Event struct {
	home    actor.Home
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
	for w := e.waiters.First(); w != nil; w = w.Next() { // not WakeAll: String counts them until their turn, as asyncio's repr
		w.Wake()
	}
}

// Clear unsets the flag. It never suspends. asyncio: clear.
func (e *Event) Clear() { e.set = false }

// Wait suspends until the flag is set, if it is not. A cancellation ends the
// wait. asyncio: wait.
func (e *Event) Wait(ctx context.Context) error { return e.wait(ctx, "an event") }

// wait is Wait; what names what the event is part of.
func (e *Event) wait(ctx context.Context, what string) error {
	_, err := e.waiters.Wait(ctx, &e.set, &e.home, what)
	return err
}

// String describes the event. asyncio: repr.
func (e *Event) String() string {
	state := "unset"
	if e.set {
		state = "set"
	}
	return fmt.Sprintf("event (%s, %d waiters)", state, e.waiters.Len())
}
