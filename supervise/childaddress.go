package supervise

import (
	"fmt"

	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

// Who owns the address of an actor, and so ends it (cell.retire):
//
//	the actor is made by                     the owner is         it ends the address
//	Spawn, SpawnChild                        the actor's task     at its end (Ref.ended)
//	Actor.Child                              the task that calls  at its end (makerEnded)
//	                                         Child
//	Child, and then taken by Supervised.Add  the child, see own     when it will not be started again (disown);
//	                                                              at the supervisor's end (disownAll)
//
// A child in Supervisor.Children stays with the task, since another Run of the supervisor starts it
// again. But when a supervisor of Start has it, its place there is the heir: it becomes the owner
// when the task ends first, as a task of tasks.RunOn does.
//
// What becomes of messages to a child that nobody runs:
//
//	since                                                  its messages
//	it was not started yet, or waits to be started again   wait
//	its supervisor has ended, and does not own it          wait: another Run may start it
//	its supervisor will not start it again, and does not   are returned (cell.close), until another
//	own it (disown)                                        supervisor, or another Run, starts it
//	its address has ended                                  are returned, for ever

// refused returns why c cannot be a child on l, or nil when it can.
func (c *Child) refused(l *tasks.Loop) error {
	switch {
	case c.cell == nil:
		return nil
	case c.cell.loop != l:
		return fmt.Errorf("child %q: the actor %s: %w", c.Name, c.cell.name(), tasks.ErrForeignLoop)
	case c.cell.retired, c.cell.owner == nil && c.cell.maker.Finished(): // it may be on its way to retire
		return fmt.Errorf("child %q: the address of the actor %s has ended: make another with Actor.Child", c.Name, c.cell.name())
	case c.cell.runs():
		return fmt.Errorf("child %q: the actor %s runs already: stop it first", c.Name, c.cell.name())
	}
	return nil
}

// inherit makes the child the heir of its actor's address, unless another one is.
func (c *supervisedChild) inherit() {
	if c.cell != nil && c.cell.loop == c.keeper.loop && c.cell.owner == nil && c.cell.heir == nil {
		c.cell.heir = c
	}
}

// makerEnded is called when the task that called Child has ended: the address passes to the heir, or
// ends.
func (c *cell) makerEnded() {
	if c.heir == nil {
		c.retire()
		return
	}
	c.owner, c.heir = c.heir, nil
	c.maker, c.untilEnd = nil, nil
}

// disinherit is called when the child will not be started again, or its supervisor has ended.
func (c *supervisedChild) disinherit() {
	if c.cell != nil && c.cell.loop == c.keeper.loop && c.cell.heir == c {
		c.cell.heir = nil
	}
}

// own makes the child the owner of its actor's address, unless another child is the owner, or another
// supervisor runs the actor now.
func (c *supervisedChild) own() {
	if c.cell != nil && c.cell.owner == nil && !c.cell.runs() {
		c.cell.owner, c.cell.heir = c, nil
		c.cell.untilEnd.Stop()
		c.cell.maker, c.cell.untilEnd = nil, nil // the actor may live on for long: it must not keep the task
	}
}

// disown is called when the child will not be started again. If the child owns the actor's address,
// disown ends the address, even while another supervisor runs the actor. Otherwise it gives back
// the actor's messages, unless another supervisor runs the actor now. A second call does nothing,
// since another child may have the actor by then.
func (c *supervisedChild) disown() {
	c.disinherit()
	switch {
	case c.cell == nil || c.cell.loop != c.keeper.loop: // no actor, or one of another loop
	case c.cell.owner == c:
		c.cell.retire()
	case !c.cell.runs():
		c.cell.close()
	}
	c.cell = nil
}

// disownAll ends the addresses that children own, at the supervisor's end.
func (k *keeper) disownAll() {
	for c := k.first; c != nil; c = c.next {
		c.disinherit()
		if c.cell != nil && c.cell.owner == c {
			goexit.Guard(c.cell.retire, k.disownAll) // a subscriber of the event stream may end the goroutine
		}
	}
}
