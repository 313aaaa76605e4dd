package supervise

import "github.com/actorloom/actorloom/actor"

// Children are the tasks of the group that have not ended.
func (g *Group) Children() *actor.Supervisor { return &g.children }
