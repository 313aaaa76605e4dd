package actor

import (
	"sync"

	proto "github.com/asynkron/protoactor-go/actor"
)

// registration is an entry in protoactor's registry, and those who watch it.
//
//	state       entered by   left by
//	registered  register     retire
//	retired     retire       never; a watch is answered at once
//
// mu guards watchers and retired.
type registration struct {
	system *proto.ActorSystem
	pid    *proto.PID

	mu       sync.Mutex
	watchers []*proto.PID
	retired  bool
}

// register enters process under id, or reports that the id is taken.
func (r *registration) register(system *proto.ActorSystem, process proto.Process, id string) bool {
	r.system = system
	var free bool
	r.pid, free = system.ProcessRegistry.Add(process, id)
	return free
}

// retire takes the process out of the registry and tells the watchers.
func (r *registration) retire() {
	r.system.ProcessRegistry.Remove(r.pid)
	r.mu.Lock()
	watchers := r.watchers
	r.watchers = nil
	r.retired = true
	r.mu.Unlock()
	for _, w := range watchers {
		r.tell(w, proto.TerminatedReason_Stopped)
	}
}

// tell sends Terminated, as a system message, to a watcher.
func (r *registration) tell(watcher *proto.PID, why proto.TerminatedReason) {
	sendSystem(r.system, watcher, &proto.Terminated{Who: r.pid, Why: why})
}

func (r *registration) watch(who *proto.PID) {
	r.mu.Lock()
	retired := r.retired
	if !retired && !r.watched(who) {
		r.watchers = append(r.watchers, who)
	}
	r.mu.Unlock()
	if retired {
		r.tell(who, proto.TerminatedReason_NotFound)
	}
}

func (r *registration) watched(who *proto.PID) bool {
	for _, have := range r.watchers {
		if have.Equal(who) {
			return true
		}
	}
	return false
}

func (r *registration) unwatch(who *proto.PID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, have := range r.watchers {
		if have.Equal(who) {
			r.watchers = append(r.watchers[:i], r.watchers[i+1:]...)
			return
		}
	}
}

// deadLetter publishes a message that its receiver does not know.
func (r *registration) deadLetter(pid *proto.PID, msg any, sender *proto.PID) {
	r.system.EventStream.Publish(&proto.DeadLetterEvent{PID: pid, Message: msg, Sender: sender})
}

func sendSystem(system *proto.ActorSystem, to *proto.PID, msg any) {
	process, _ := system.ProcessRegistry.Get(to)
	process.SendSystemMessage(to, msg)
}
