package supervise

import (
	"fmt"

	"github.com/actorloom/actorloom/tasks"
)

// The address of an actor outlives its runs, and so it has an owner: the task that made
// the [Child], or, once [Supervised.Add] has taken that, the kid. A child that a
// [Supervisor] describes comes back when that is run again, so it stays with the task.

// refused is why c can be no child on a loop, or no more, nil when it can.
func (c *Child) refused(l *tasks.Loop) error {
	switch {
	case c.cell == nil:
		return nil
	case c.cell.loop != l:
		return fmt.Errorf("child %q: the actor %s: %w", c.Name, c.cell.name(), tasks.ErrForeignLoop)
	case c.cell.retired:
		return fmt.Errorf("child %q: the address of the actor %s has ended: make another with Actor.Child", c.Name, c.cell.name())
	}
	return nil
}

// own makes the kid the owner of its actor's address, unless that runs elsewhere.
func (c *kid) own() {
	if c.cell != nil && c.cell.owner == nil && !c.cell.runs() {
		c.cell.owner = c
		c.cell.untilEnd.Stop()
	}
}

// disown is called when the kid will not be started again. It ends the address if the kid
// owns it. Else that returns what is sent to it, until another kid starts the actor; but
// not if it runs elsewhere, for another supervisor or on another loop. It does so once: who is
// forgotten later leaves alone what another has started since.
func (c *kid) disown() {
	switch {
	case c.cell == nil || c.cell.loop != c.keeper.loop:
	case c.cell.owner == c:
		c.cell.retire()
	case !c.cell.runs():
		c.cell.close()
	}
	c.cell = nil
}

// disownAll ends the addresses that are the supervisor's.
func (k *keeper) disownAll() {
	for c := k.first; c != nil; c = c.next {
		if c.cell != nil && c.cell.owner == c {
			c.cell.retire()
		}
	}
}
