package supervise

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/sweep"
	"github.com/actorloom/actorloom/tasks"
)

// ProtoStrategy makes a strategy from s for the children of protoactor's own actors, to be given to
// proto.WithSupervisor. It follows the Strategy, Intensity, Period, Backoff and Decide of s, in
// real time, and counts the restarts of each parent separately.
//
// Decide gets the child's id, and the failure as a [*tasks.PanicError] without a stack. ByType
// restarts the child. So do a panic of Decide and an answer that is no Directive; the system's
// logger records both. Ignore lets the child go on with its next message. Giving up stops all
// children and escalates to the parent's parent; a guardian, which has neither a list of its
// children nor a parent, only stops the failing child. RestForOne works as OneForAll, because
// protoactor does not keep the order of children. A Strategy or a Backoff that is not valid counts as
// the zero value; the system's logger records that at each failure.
func (s Supervisor) ProtoStrategy() proto.SupervisorStrategy {
	wrong := s.check()
	if wrong != nil {
		s.Strategy, s.Backoff = OneForOne, Backoff{}
	}
	return &protoStrategy{conf: s, wrong: wrong, parents: make(map[proto.Supervisor]*protoParent)}
}

// protoStrategy may serve many parents, on any goroutines. mu guards all of it.
type protoStrategy struct {
	mu      sync.Mutex
	conf    Supervisor
	wrong   error // what is wrong with the Strategy or the Backoff; conf then has the zero values
	parents map[proto.Supervisor]*protoParent
	sweep   sweep.Sweep // of the idle parents
}

// HandleFailure implements protoactor's SupervisorStrategy.
func (p *protoStrategy) HandleFailure(system *proto.ActorSystem, parent proto.Supervisor, child *proto.PID, _ *proto.RestartStatistics, reason, message any) {
	err := &tasks.PanicError{Value: reason} // protoactor knows no other failure
	said := ByType
	defer func() { p.follow(system, parent, child, reason, message, said) }() // also when Decide or the logger ends the goroutine
	if p.wrong != nil {
		system.Logger().Error(fmt.Sprintf("actorloom: supervisor %q is not valid", p.conf.Name), slog.Any("error", p.wrong))
	}
	if p.conf.Decide != nil {
		p.guard(system, "Decide", func() { said = p.known(system, child, p.conf.Decide(child.Id, err)) })
	}
}

// known returns what Decide said. When that is no Directive, it logs so and returns ByType.
func (p *protoStrategy) known(system *proto.ActorSystem, child *proto.PID, said Directive) Directive {
	if err := checkKnown("directive", said, Escalate); err != nil {
		system.Logger().Error("actorloom: "+wrongAnswer(p.conf.Name, child.Id), slog.Any("error", err))
		return ByType
	}
	return said
}

// guard calls fn, which is the user's, on a goroutine of protoactor's. It logs a panic, which would
// end the process there.
func (p *protoStrategy) guard(system *proto.ActorSystem, what string, fn func()) {
	defer func() {
		if v := recover(); v != nil {
			system.Logger().Error(fmt.Sprintf("actorloom: %s of supervisor %q panicked", what, p.conf.Name), slog.Any("error", actor.NewPanicError(v)))
		}
	}()
	fn()
}

// follow carries out the directive said about a failure.
func (p *protoStrategy) follow(system *proto.ActorSystem, parent proto.Supervisor, child *proto.PID, reason, message any, said Directive) {
	publish := func(d proto.Directive) {
		system.EventStream.Publish(&proto.SupervisorEvent{Child: child, Reason: reason, Directive: d})
	}
	switch said {
	case Ignore:
		publish(proto.ResumeDirective)
		parent.ResumeChildren(child)
	case Stop:
		p.leave(parent, incarnationOf(system, child))
		publish(proto.StopDirective)
		parent.StopChildren(child)
	case Escalate:
		p.giveUp(parent, child, reason, message)
	default:
		random := 0.0  // no jitter, should Rand not return
		defer func() { // also when Rand ends the goroutine
			if !p.restart(system, parent, child, random, publish) {
				publish(proto.StopDirective)
				p.giveUp(parent, child, reason, message)
			}
		}()
		if p.conf.Backoff.jittered() {
			p.guard(system, "Backoff.Rand", func() { random = p.conf.Backoff.random(nil) })
		}
	}
}

// restart restarts the child, and with it those that the strategy says, or reports false when it
// would be one restart too many.
func (p *protoStrategy) restart(system *proto.ActorSystem, parent proto.Supervisor, child *proto.PID, random float64, publish func(proto.Directive)) bool {
	concerned := []*proto.PID{child}
	if p.conf.Strategy != OneForOne {
		concerned = childrenOf(parent, child)
	}
	set := make([]incarnation, len(concerned))
	for i, pid := range concerned {
		set[i] = incarnationOf(system, pid)
	}
	of, delay, said := p.admit(parent, incarnationOf(system, child), set, random)
	if said == tooMany {
		return false
	}
	publish(proto.RestartDirective)
	switch {
	case said == waitsAnyway:
	case delay == 0:
		parent.RestartChildren(concerned...)
	default:
		time.AfterFunc(delay, func() {
			if left := p.due(system, of, set); len(left) > 0 {
				parent.RestartChildren(left...)
			}
		})
	}
	return true
}

// giveUp stops all children and escalates.
func (p *protoStrategy) giveUp(parent proto.Supervisor, child *proto.PID, reason, message any) {
	if !isGuardian(parent) { // whose other children go on, and may wait for their restarts
		p.forget(parent)
	}
	parent.StopChildren(childrenOf(parent, child)...)
	if !isGuardian(parent) {
		parent.EscalateFailure(reason, message)
	}
}

// childrenOf returns a copy of the list of the parent's children; for a guardian, the child alone.
func childrenOf(parent proto.Supervisor, child *proto.PID) []*proto.PID {
	if isGuardian(parent) {
		return []*proto.PID{child}
	}
	return slices.Clone(parent.Children())
}

// isGuardian reports whether parent is a guardian, which stands for the parent of actors that have
// none. A guardian panics when it is asked for children or to escalate. It is known by being a
// process, which the context of an actor is not.
func isGuardian(parent proto.Supervisor) bool {
	_, process := parent.(proto.Process)
	return process
}
