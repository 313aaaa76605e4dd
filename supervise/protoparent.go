package supervise

import (
	"maps"
	"slices"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/sweep"
)

// protoParent is what is known of one parent's children. It may be forgotten after until, when
// nothing in it matters any more.
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

func (a incarnation) is(b incarnation) bool {
	return a.pid.GetId() == b.pid.GetId() && a.process == b.process
}

func incarnationOf(system *proto.ActorSystem, pid *proto.PID) incarnation {
	process, _ := system.ProcessRegistry.GetLocal(pid.Id)
	return incarnation{pid, process}
}

type protoChild struct {
	failures failureRun
	began    time.Time // of its last restart
}

// due returns those of a set that are to be restarted when its delay is over. There are none when
// the parent has given up. A child that has the name of one that has ended is not among them.
func (p *protoStrategy) due(system *proto.ActorSystem, of *protoParent, set []incarnation) (left []*proto.PID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if of.gaveUp {
		return nil
	}
	if len(of.set) > 0 && len(set) > 0 && &of.set[0] == &set[0] { // otherwise a later set waits
		of.set = nil
	}
	for _, one := range set {
		if one.pid != nil && incarnationOf(system, one.pid).is(one) {
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

// admit decides whether a set is to be restarted because of a child, and how long the restart is to
// wait.
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
		if until := c.began.Add(of.restarts.period); until.After(of.until) {
			of.until = until
		}
	}
	if _, ok := of.restarts.admit(now, c.began); !ok {
		return of, 0, tooMany
	}
	for _, one := range set {
		if c := of.children[one.pid.GetId()]; c != nil {
			c.began = now.Add(delay)
		}
	}
	if delay > 0 && p.conf.Strategy != OneForOne {
		of.set = set
	}
	return of, delay, restartIt
}

// leave takes a child that is stopped out of the set that waits for its restart, if it is in one.
func (p *protoStrategy) leave(parent proto.Supervisor, child incarnation) {
	p.mu.Lock()
	defer p.mu.Unlock()
	of := p.parents[parent]
	if of == nil {
		return
	}
	if i := slices.IndexFunc(of.set, child.is); i >= 0 {
		of.set[i] = incarnation{}
	}
}

// forget drops what is known of a parent whose children stop: none of them is restarted any more.
func (p *protoStrategy) forget(parent proto.Supervisor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if of := p.parents[parent]; of != nil {
		of.gaveUp = true
		delete(p.parents, parent)
	}
}

// forgetIdle forgets, now and then, the parents whose children have all run for longer than the
// period.
func (p *protoStrategy) forgetIdle(now time.Time) {
	if !p.sweep.Due(len(p.parents)) {
		return
	}
	maps.DeleteFunc(p.parents, func(_ proto.Supervisor, of *protoParent) bool {
		return !of.until.IsZero() && now.After(of.until)
	})
	p.sweep.Done(len(p.parents))
}

// forgetIdle forgets, now and then, the children that have run for longer than the period.
func (of *protoParent) forgetIdle(now time.Time) {
	if !of.sweep.Due(len(of.children)) {
		return
	}
	maps.DeleteFunc(of.children, func(_ string, c *protoChild) bool { return of.restarts.apart(c.began, now) })
	of.sweep.Done(len(of.children))
}
