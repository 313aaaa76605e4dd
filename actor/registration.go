package actor

import (
	"sync"
	"sync/atomic"

	proto "github.com/asynkron/protoactor-go/actor"
)

// registration is an entry in protoactor's registry, with its watchers.
//
//	state       entered by                      left by
//	registered  register                        over, Retire
//	ended       over, Retire; PID of a fiber    never; a watch is answered at once
//	            that has ended
//
// An entry that has ended may stay in the registry for a while: see RememberResults. Even when it
// has left, a sender that has used the PID before may still reach it, since a PID remembers its
// process.
//
// mu guards watchers. watch adds a watcher only when it sees, under mu, that ended is not set.
// ended is set before over unlocks mu and tells the watchers, so none is missed.
type registration struct {
	loop   *Loop
	system *proto.ActorSystem // of the loop
	pid    *proto.PID

	mu       sync.Mutex
	watchers watchers
	ended    atomic.Bool
}

// register enters process, which is l's, under id. It reports false if the id is taken.
func (r *registration) register(l *Loop, process proto.Process, id string) bool {
	r.loop, r.system = l, l.System()
	r.pid = proto.NewPID(r.system.ProcessRegistry.Address, id) // not after Add: from then on others may use r
	_, free := r.system.ProcessRegistry.Add(process, id)
	return free
}

func (r *registration) unregister() { r.system.ProcessRegistry.Remove(r.pid) }

// over enters the state ended and tells the watchers.
func (r *registration) over() {
	r.mu.Lock()
	last := r.watchers
	r.watchers = watchers{}
	r.ended.Store(true)
	r.mu.Unlock()
	last.tell(r.tell)
}

// tell sends Terminated, as a system message, to a watcher.
func (r *registration) tell(watcher *proto.PID) {
	r.loop.sendGuarded(func() {
		sendSystem(r.system, watcher, &proto.Terminated{Who: r.seenBy(watcher), Why: proto.TerminatedReason_Stopped})
	})
}

// seenBy returns the address as other knows it. For another machine it has the name that the system
// has now, even if it was registered before the system was on the network.
func (r *registration) seenBy(other *proto.PID) *proto.PID {
	here := r.system.Address()
	if r.pid.Address == here || Local(other, here) {
		return r.pid
	}
	return proto.NewPID(here, r.pid.Id)
}

// watch enters a watcher. It ignores nil and an empty address, which another machine may send:
// nobody could be told.
func (r *registration) watch(who *proto.PID) {
	if who.GetAddress() == "" {
		return
	}
	r.mu.Lock()
	ended := r.ended.Load()
	if !ended {
		r.watchers.add(who, r.gone)
	}
	r.mu.Unlock()
	if ended {
		r.tell(who)
	}
}

func (r *registration) unwatch(who *proto.PID) {
	if who == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers.remove(who)
}

// gone reports whether pid belongs to this system and has ended. Of the actors of other systems
// that is not known: it reports false.
func (r *registration) gone(pid *proto.PID) bool {
	_, found := r.system.ProcessRegistry.Get(pid)
	return !found && Local(pid, r.system.Address())
}

// deadLetter publishes a message that nobody handles.
func (r *registration) deadLetter(pid *proto.PID, msg any, sender *proto.PID) {
	r.system.EventStream.Publish(&proto.DeadLetterEvent{PID: pid, Message: msg, Sender: sender})
}

func sendSystem(system *proto.ActorSystem, to *proto.PID, msg any) {
	process, _ := system.ProcessRegistry.Get(to)
	process.SendSystemMessage(to, msg)
}
