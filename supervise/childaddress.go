package supervise

import "fmt"

// The address of an actor outlives its runs, and so it has an owner: the task that made
// the [Child], or, once [Supervised.Add] has taken that, the kid. A child that a
// [Supervisor] describes comes back when that is run again, so it stays with the task.

// retired is why c can be no child any more, nil when it can.
func (c *Child) retired() error {
	if c.cell == nil || !c.cell.retired {
		return nil
	}
	return fmt.Errorf("child %q: the address of the actor %s has ended: make another with Actor.Child", c.Name, c.cell.name())
}

// own makes the kid the owner of its actor's address.
func (c *kid) own() {
	if c.cell != nil && c.cell.owner == nil {
		c.cell.owner = c
		c.cell.untilEnd.Stop()
	}
}

// disown ends the address if the kid owns it. Else that returns what is sent to it, until
// the child is started again.
func (c *kid) disown() {
	switch {
	case c.cell == nil:
	case c.cell.owner == c:
		c.cell.retire()
	default:
		c.cell.close()
	}
}

// disownAll ends the addresses that are the supervisor's.
func (k *keeper) disownAll() {
	for c := k.first; c != nil; c = c.next {
		if c.cell != nil && c.cell.owner == c {
			c.cell.retire()
		}
	}
}
