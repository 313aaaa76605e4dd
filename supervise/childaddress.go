package supervise

import (
	"fmt"

	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

// How long the address of an actor lasts:
//
//	the actor is made by  its address ends (cell.retire)
//	Spawn, SpawnChild     with the actor's task: see Ref.ended
//	Actor.Child           with the last that holds it
//
// The address of a child is held by the task that called Child until that task ends or a
// supervisor's Add takes the child, and by each place that the actor has under a supervisor that
// runs, until it will not be started again there or the supervisor has ended. Only supervisors of
// Start hold, each also for the supervisors below it (Child.below): a task that calls Child and
// Start, as by tasks.RunOn, may end long before. Under Run the task is there anyway.
//
// What becomes of messages to a child that nobody runs:
//
//	since                                                  its messages
//	it was not started yet, or waits to be started again   wait
//	its supervisor has ended                               wait: another Run may start it
//	its supervisor will not start it again, and no other   are returned (cell.close), until another
//	supervisor of Start has it as a child                  supervisor, or another Run, starts it
//	its address has ended                                  are returned, for ever

// refused returns why c cannot be a child on l, or nil when it can.
func (c *Child) refused(l *tasks.Loop) error {
	switch {
	case c.cell == nil:
		return nil
	case c.cell.loop != l:
		return fmt.Errorf("child %q: the actor %s: %w", c.Name, c.cell.name(), tasks.ErrForeignLoop)
	case c.cell.retired, c.cell.holders == 0 && c.cell.maker.Finished(): // it may be on its way to retire
		return fmt.Errorf("child %q: the address of the actor %s has ended: make another with Actor.Child", c.Name, c.cell.name())
	}
	return nil
}

// taken returns why c cannot be a child as long as another supervisor runs its actor, or nil.
func (c *Child) taken() error {
	if c.cell != nil && c.cell.runs() {
		return fmt.Errorf("child %q: the actor %s runs already: stop it, and wait for its end", c.Name, c.cell.name())
	}
	return nil
}

// here reports whether the child is an actor of its supervisor's loop.
func (c *supervisedChild) here() bool { return c.cell != nil && c.cell.loop == c.keeper.loop }

// hold holds the addresses of the child's actors.
func (c *supervisedChild) hold() {
	for _, a := range append([]*cell{c.cell}, c.below...) {
		if a != nil && a.loop == c.keeper.loop && !a.retired {
			a.holders++
			if a == c.cell {
				a.places++
			}
			c.held = append(c.held, a)
		}
	}
}

// letGo takes hold back. A subscriber of the event stream, who is told of an end, may end the
// goroutine.
func (c *supervisedChild) letGo() {
	for len(c.held) > 0 {
		a := c.held[0]
		c.held = c.held[1:]
		a.holders--
		if a == c.cell {
			a.places--
		}
		goexit.Guard(a.unheld, c.letGo)
	}
}

// letAllGo is called at the supervisor's end.
func (k *keeper) letAllGo() {
	for c := k.first; c != nil; c = c.next {
		goexit.Guard(c.letGo, k.letAllGo)
	}
}

// unmade is called when the task that called Child holds the address no longer. The actor, which
// may live on for long, does not keep that task.
func (c *cell) unmade() {
	c.maker, c.untilEnd = nil, nil
	c.unheld()
}

// unheld ends the address if nobody holds it.
func (c *cell) unheld() {
	if c.holders == 0 && c.maker == nil {
		c.retire()
	}
}

// take holds the address of an actor that Add has taken, in place of the task that called Child.
func (c *supervisedChild) take() {
	c.hold()
	if c.here() && c.cell.maker != nil {
		c.cell.untilEnd.Stop()
		c.cell.unmade()
	}
}

// giveUpAddress is called when the child will not be started again. If the address goes on, the
// actor's messages are given back, unless another supervisor runs the actor now, or of Start and is
// to start it. A second call does nothing, since another child may have the actor by then.
func (c *supervisedChild) giveUpAddress() {
	c.letGo()
	if c.here() && !c.cell.retired && !c.cell.runs() && c.cell.places == 0 {
		c.cell.close()
	}
	c.cell, c.below = nil, nil
}
