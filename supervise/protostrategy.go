package supervise

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/sweep"
	"github.com/actorloom/actorloom/tasks"
)

// ProtoStrategy is s for the children of protoactor actors, to be given to
// proto.WithSupervisor: its Strategy, Intensity, Period, Backoff and Decide, in real
// time, with a count for each parent. Decide gets the child's id; ByType restarts,
// and so does an answer that is no Directive, which the system's logger gets, as a panic;
// Ignore lets the child go on with its next message. Giving up stops all children
// and escalates to the parent's parent; a guardian, which has neither a list of its
// children nor a parent, stops the failing child. RestForOne is OneForAll, because
// protoactor does not keep the order of children.
func (s *Supervisor) ProtoStrategy() proto.SupervisorStrategy {
	conf := *s
	return &protoStrategy{conf: conf, parents: make(map[proto.Supervisor]*protoParent)}
}

// protoStrategy may serve many parents, on any goroutines. mu guards all of it.
type protoStrategy struct {
	mu      sync.Mutex
	conf    Supervisor
	parents map[proto.Supervisor]*protoParent
	sweep   sweep.Sweep // of the idle parents
}

// protoParent is what is known of one parent's children. It may be forgotten when
// nothing in it matters any more, after until.
type protoParent struct {
	restarts restartWindow
	children map[string]*protoChild
	until    time.Time
	sweep    sweep.Sweep   // of the idle children
	set      []incarnation // that is restarted together when its delay is over; nil when none waits
	gaveUp   bool
}

// incarnation is a child as it is at some time: another may have its name later.
type incarnation struct {
	pid     *proto.PID
	process proto.Process
}

func (a incarnation) is(b incarnation) bool { return a.pid.Id == b.pid.Id && a.process == b.process }

func incarnationOf(system *proto.ActorSystem, pid *proto.PID) incarnation {
	process, _ := system.ProcessRegistry.GetLocal(pid.Id)
	return incarnation{pid, process}
}

type protoChild struct {
	failures failureRun
	began    time.Time // of its last restart
}

// HandleFailure implements protoactor's SupervisorStrategy.
func (p *protoStrategy) HandleFailure(system *proto.ActorSystem, parent proto.Supervisor, child *proto.PID, _ *proto.RestartStatistics, reason, message any) {
	err, ok := reason.(error)
	if !ok {
		err = &tasks.PanicError{Value: reason}
	}
	said := ByType
	follow := func() { p.follow(system, parent, child, reason, message, said) }
	if p.conf.Decide != nil {
		goexit.Guard(func() {
			p.guard(system, "Decide", func() { said = p.known(system, child, p.conf.Decide(child.Id, err)) })
		}, follow)
	}
	follow()
}

// known is what Decide said; nothing when that is unknown, which is logged.
func (p *protoStrategy) known(system *proto.ActorSystem, child *proto.PID, said Directive) Directive {
	if err := checkKnown("directive", said, Escalate); err != nil {
		system.Logger().Error("actorloom: "+wrongAnswer(p.conf.Name, child.Id), slog.Any("error", err))
		return ByType
	}
	return said
}

// guard calls fn, the user's, on a goroutine of protoactor's, where a panic would end the
// process.
func (p *protoStrategy) guard(system *proto.ActorSystem, what string, fn func()) {
	defer func() {
		if v := recover(); v != nil {
			system.Logger().Error(fmt.Sprintf("actorloom: %s of supervisor %q panicked", what, p.conf.Name), slog.Any("error", actor.NewPanicError(v)))
		}
	}()
	fn()
}

// follow does what is said about a failure.
func (p *protoStrategy) follow(system *proto.ActorSystem, parent proto.Supervisor, child *proto.PID, reason, message any, d Directive) {
	publish := func(d proto.Directive) {
		system.EventStream.Publish(&proto.SupervisorEvent{Child: child, Reason: reason, Directive: d})
	}
	switch d {
	case Ignore:
		publish(proto.ResumeDirective)
		parent.ResumeChildren(child)
	case Stop:
		publish(proto.StopDirective)
		parent.StopChildren(child)
	case Escalate:
		p.giveUp(parent, child, reason, message)
	default:
		random := 0.0 // there is no jitter when Rand does not return
		goOn := func() {
			if !p.restart(system, parent, child, random, publish) {
				publish(proto.StopDirective)
				p.giveUp(parent, child, reason, message)
			}
		}
		if p.conf.Backoff.jittered() {
			goexit.Guard(func() {
				p.guard(system, "Backoff.Rand", func() { random = p.conf.Backoff.random(nil) })
			}, goOn)
		}
		goOn()
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
	of, delay, verdict := p.admit(parent, incarnationOf(system, child), set, random)
	if verdict == tooMany {
		return false
	}
	publish(proto.RestartDirective)
	switch {
	case verdict == waitsAnyway:
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

// due are those of a set that are to be restarted when its delay is over: none when the parent
// has given up, and no child that has the name of one that has ended.
func (p *protoStrategy) due(system *proto.ActorSystem, of *protoParent, set []incarnation) (left []*proto.PID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if of.gaveUp {
		return nil
	}
	of.set = nil
	for _, one := range set {
		if incarnationOf(system, one.pid).is(one) {
			left = append(left, one.pid)
		}
	}
	return left
}

// verdict is what a failure means.
type verdict int

const (
	restartIt   verdict = iota
	waitsAnyway         // it is one of a set that waits for its restart
	tooMany
)

// admit is how long the restart of a set, because of a child, is to wait, if it is to be.
func (p *protoStrategy) admit(parent proto.Supervisor, child incarnation, set []incarnation, random float64) (of *protoParent, delay time.Duration, said verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if of = p.parents[parent]; of == nil {
		p.forgetIdle(now)
		of = &protoParent{restarts: newRestartWindow(&p.conf), children: make(map[string]*protoChild)}
		p.parents[parent] = of
	}
	if slices.ContainsFunc(of.set, child.is) {
		return of, 0, waitsAnyway
	}
	c := of.children[child.pid.Id]
	if c == nil {
		of.forgetIdle(now)
		c = &protoChild{}
		of.children[child.pid.Id] = c
	}
	delay = c.failures.next(&p.conf.Backoff, random, now.Sub(c.began), of.restarts.period)
	c.began = now.Add(delay)
	if of.restarts.period >= 0 {
		of.until = later(of.until, c.began.Add(of.restarts.period))
	}
	if _, ok := of.restarts.admit(now, c.began); !ok {
		delete(p.parents, parent) // its children stop
		of.gaveUp = true
		return of, 0, tooMany
	}
	if p.conf.Strategy != OneForOne {
		for _, sibling := range of.children {
			sibling.began = c.began
		}
		if delay > 0 {
			of.set = set
		}
	}
	return of, delay, restartIt
}

// forgetIdle forgets parents, now and then, whose children have run for long.
func (p *protoStrategy) forgetIdle(now time.Time) {
	if !p.sweep.Due(len(p.parents)) {
		return
	}
	for parent, of := range p.parents {
		if !of.until.IsZero() && now.After(of.until) {
			delete(p.parents, parent)
		}
	}
	p.sweep.Done(len(p.parents))
}

// forgetIdle forgets children, now and then, that have run for long.
func (of *protoParent) forgetIdle(now time.Time) {
	if !of.sweep.Due(len(of.children)) {
		return
	}
	for id, c := range of.children {
		if of.restarts.apart(c.began, now) {
			delete(of.children, id)
		}
	}
	of.sweep.Done(len(of.children))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// giveUp stops all children and escalates.
func (p *protoStrategy) giveUp(parent proto.Supervisor, child *proto.PID, reason, message any) {
	parent.StopChildren(childrenOf(parent, child)...)
	if !isGuardian(parent) {
		parent.EscalateFailure(reason, message)
	}
}

// childrenOf are a copy of the parent's children; of a guardian, the child alone.
func childrenOf(parent proto.Supervisor, child *proto.PID) []*proto.PID {
	if isGuardian(parent) {
		return []*proto.PID{child}
	}
	return slices.Clone(parent.Children())
}

// isGuardian reports whether parent stands for actors that have none. It panics when
// it is asked for children or to escalate, and it is a process, which the context of
// an actor is not.
func isGuardian(parent proto.Supervisor) bool {
	_, process := parent.(proto.Process)
	return process
}
