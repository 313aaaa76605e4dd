package supervise

import (
	"sync"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/usererror"
	"github.com/actorloom/actorloom/tasks"
)

// FromProto is a strategy of protoactor as a [Supervisor.Decide]: it is asked about
// each failure, with the value of a panic or else the error, and what it does to the
// child is the directive. Its events go to the system's event stream. To resume is to
// restart, since a coroutine that has ended cannot go on. Which siblings are
// concerned is up to [Supervisor.Strategy].
//
// A strategy that counts failures counts for itself, in real time, until it stops the child;
// Unlimited leaves the count to it, and when it has had enough the child stops. It counts by
// the child's name, so that each Run needs a FromProto of its own, and a child of the same
// name as one that was removed goes on with its count. A strategy that answers later,
// as protoactor's exponential backoff does, has said nothing, so that the child's type
// decides: use [Supervisor.Backoff].
func FromProto(system *proto.ActorSystem, strategy proto.SupervisorStrategy) func(child string, err error) Directive {
	stats := make(map[string]*proto.RestartStatistics)
	return func(child string, err error) Directive {
		if stats[child] == nil {
			stats[child] = proto.NewRestartStatistics()
		}
		var reason any = err
		if p, ok := usererror.As[*tasks.PanicError](err); ok {
			reason = p.Value
		}
		a := &protoAnswer{child: system.NewLocalPID(child)}
		strategy.HandleFailure(system, a, a.child, stats[child], reason, nil)
		said := a.directive()
		if said == Stop {
			delete(stats, child)
		}
		return said
	}
}

// protoAnswer is the protoactor supervisor that takes a strategy's answer. A late one
// comes on another goroutine.
type protoAnswer struct {
	child *proto.PID
	mu    sync.Mutex
	said  Directive
}

func (a *protoAnswer) directive() Directive {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.said
}

func (a *protoAnswer) say(d Directive) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.said = d
}

func (a *protoAnswer) Children() []*proto.PID        { return []*proto.PID{a.child} }
func (a *protoAnswer) EscalateFailure(_, _ any)      { a.say(Escalate) }
func (a *protoAnswer) RestartChildren(...*proto.PID) { a.say(Restart) }
func (a *protoAnswer) StopChildren(...*proto.PID)    { a.say(Stop) }
func (a *protoAnswer) ResumeChildren(...*proto.PID)  { a.say(Restart) }
