package actor

import (
	"sync"

	proto "github.com/asynkron/protoactor-go/actor"
)

// address makes a fiber a protoactor process. It enters the registry when
// somebody first asks for the PID and leaves it when the fiber ends; later
// messages are dead letters, and a later watch is answered at once.
type address struct {
	fiber  *Fiber
	system *proto.ActorSystem
	pid    *proto.PID

	mu       sync.Mutex
	watchers []*proto.PID
	retired  bool
}

// PID is the fiber's address: any actor, here or on another machine, can send
// it [Cancel], or watch it and get Terminated when the fiber ends. It is the
// same at every call. Any goroutine may call it.
func (f *Fiber) PID() *proto.PID {
	e := f.more()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.addr != nil {
		return e.addr.pid
	}
	system := f.loop.System()
	a := &address{fiber: f, system: system}
	id := "task/" + system.ProcessRegistry.NextID()
	a.pid = system.NewLocalPID(id)
	e.addr = a
	if f.Finished() {
		a.retired = true // an address that was never registered
		return a.pid
	}
	a.pid, _ = system.ProcessRegistry.Add(a, id)
	return a.pid
}

// retire takes the fiber out of the registry and tells the watchers.
func (a *address) retire(*Fiber) {
	a.system.ProcessRegistry.Remove(a.pid)
	a.mu.Lock()
	watchers := a.watchers
	a.watchers = nil
	a.retired = true
	a.mu.Unlock()
	for _, w := range watchers {
		a.tell(w, proto.TerminatedReason_Stopped)
	}
}

// tell sends Terminated, as a system message, to a watcher.
func (a *address) tell(watcher *proto.PID, why proto.TerminatedReason) {
	process, _ := a.system.ProcessRegistry.Get(watcher)
	process.SendSystemMessage(watcher, &proto.Terminated{Who: a.pid, Why: why})
}

// SendUserMessage implements protoactor's Process.
func (a *address) SendUserMessage(pid *proto.PID, message any) {
	_, msg, sender := proto.UnwrapEnvelope(message)
	switch msg := msg.(type) {
	case Cancel:
		a.cancel(msg)
	case *Cancel:
		a.cancel(*msg)
	case *proto.PoisonPill:
		a.cancel(Cancel{Msg: "poisoned"})
	default:
		a.system.EventStream.Publish(&proto.DeadLetterEvent{PID: pid, Message: msg, Sender: sender})
	}
}

// SendSystemMessage implements protoactor's Process.
func (a *address) SendSystemMessage(_ *proto.PID, message any) {
	switch msg := message.(type) {
	case *proto.Watch:
		a.watch(msg.Watcher)
	case *proto.Unwatch:
		a.unwatch(msg.Watcher)
	case *proto.Stop:
		a.cancel(Cancel{Msg: "stopped"})
	}
}

// Stop implements protoactor's Process: it cancels the fiber.
func (a *address) Stop(*proto.PID) { a.cancel(Cancel{Msg: "stopped"}) }

// cancel delivers a message, unless the loop has shut: then the fiber has ended.
func (a *address) cancel(m Cancel) { _ = a.fiber.loop.Send(a.fiber, m) }

func (a *address) watch(who *proto.PID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.retired {
		a.tell(who, proto.TerminatedReason_NotFound)
		return
	}
	for _, have := range a.watchers {
		if have.Equal(who) {
			return
		}
	}
	a.watchers = append(a.watchers, who)
}

func (a *address) unwatch(who *proto.PID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, have := range a.watchers {
		if have.Equal(who) {
			a.watchers = append(a.watchers[:i], a.watchers[i+1:]...)
			return
		}
	}
}
