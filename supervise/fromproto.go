package supervise

import (
	"sync"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/usererror"
	"github.com/actorloom/actorloom/tasks"
)

// FromProto makes a [Supervisor.Decide] from a strategy of protoactor. The strategy is asked about
// each failure: it gets the value of the panic, or otherwise the error. What it does to the child
// is the directive; resuming counts as restarting, since a coroutine that has ended cannot go on.
// The strategy's events go to the system's event stream. [Supervisor.Strategy] says which siblings
// are restarted.
//
// A strategy that counts failures keeps its own count, in real time and by the child's name, until
// it stops the child. To leave the counting to it, set Intensity to Unlimited: when it has had
// enough, the child stops. Give each Run a FromProto of its own. A child that gets the name of a
// removed child goes on with the count of that child, which is kept as long as the function. Where
// children come and go under names that never come again, use a strategy that does not count.
//
// A strategy that answers later, as protoactor's exponential backoff does, has not answered when
// Decide returns, so the child's RestartType decides: use [Supervisor.Backoff] instead.
func FromProto(system *proto.ActorSystem, strategy proto.SupervisorStrategy) func(child string, err error) Directive {
	stats := make(map[string]*proto.RestartStatistics)
	return func(child string, err error) Directive {
		counted := stats[child]
		if counted == nil {
			counted = proto.NewRestartStatistics()
		}
		var reason any = err
		if p, ok := usererror.As[*tasks.PanicError](err); ok {
			reason = p.Value
		}
		a := &protoAnswer{child: system.NewLocalPID(child)}
		strategy.HandleFailure(system, a, a.child, counted, reason, nil)
		said := a.directive()
		if said == Stop || counted.FailureCount() == 0 { // many strategies count nothing
			delete(stats, child)
		} else {
			stats[child] = counted
		}
		return said
	}
}

// protoAnswer is the protoactor supervisor that takes a strategy's answer. A late answer comes on
// another goroutine.
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
