package supervise

import (
	"fmt"

	"github.com/actorloom/actorloom/tasks"
)

// The address of an actor outlives the runs of its child, and ends with its owner: the
// task that made the [Child], or, once [Supervised.Add] has taken that, the kid. A child in
// Supervisor.Children stays with the task, since another Run of the supervisor starts it
// again.

// refused is why c cannot be a child on l, nil when it can.
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

// disown is called when the kid will not be started again. If the kid owns the address, that
// ends. Else, unless another supervisor runs the actor now, its messages are returned until
// somebody starts it. The second call does nothing: by then another kid may have the actor.
func (c *kid) disown() {
	switch {
	case c.cell == nil || c.cell.loop != c.keeper.loop: // no actor, or not ours to touch
	case c.cell.owner == c:
		c.cell.retire()
	case !c.cell.runs():
		c.cell.close()
	}
	c.cell = nil
}

// disownAll ends the addresses that kids own, at the supervisor's end.
func (k *keeper) disownAll() {
	for c := k.first; c != nil; c = c.next {
		if c.cell != nil && c.cell.owner == c {
			c.cell.retire()
		}
	}
}
