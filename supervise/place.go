package supervise

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// place is where the task of a policy, a group, a race, a supervisor or an actor, waits for what
// the policy is told.
type place struct{ wait *actor.Wait } // nil while nobody waits

// park suspends ctx's task until wake. what is a noun for what it waits for, and explain describes
// that in more detail.
func (p *place) park(ctx context.Context, what string, explain fmt.Stringer) error {
	w, err := actor.Enter(ctx, what)
	if err != nil {
		return err
	}
	w.Explain(explain)
	p.wait = w
	err = w.Park()
	p.wait = nil
	return err
}

// wake lets the task go on, if it waits.
func (p *place) wake() {
	if p.wait != nil {
		p.wait.Wake()
	}
}
