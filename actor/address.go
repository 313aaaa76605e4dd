package actor

import (
	proto "github.com/asynkron/protoactor-go/actor"
)

// address makes a fiber a protoactor process. It enters the registry when
// somebody first asks for the PID and leaves it when the fiber ends; later
// messages are dead letters, and a later watch is answered at once.
type address struct {
	registration
	fiber *Fiber
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
	a := &address{fiber: f}
	e.addr = a
	id := "task/" + nextID(system)
	if f.Finished() {
		a.system, a.pid, a.retired = system, system.NewLocalPID(id), true
	} else {
		a.register(system, a, id)
	}
	return a.pid
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
		a.deadLetter(pid, msg, sender)
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
