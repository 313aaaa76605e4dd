package actor

import (
	"fmt"
	"sync"

	proto "github.com/asynkron/protoactor-go/actor"
)

// Asking an actor: a request goes out with a sender address, and the answer comes
// back to it. All requests of a loop share one process, the loop's reply desk,
// which tells them apart by the request number in the address. So a request costs
// no entry in the registry, no goroutine and no timer.

// Asker is who waits for an answer.
type Asker interface {
	Receiver
	// Answer is called once, on any goroutine, before the Call that tells the
	// asker on its loop.
	Answer(message any, headers map[string]string)
	// Dropped is called instead of that Call when the loop has closed. No
	// answer will come.
	Dropped()
}

// Request is a message that waits for its answer: the envelope in which it goes
// out, and the address to which the answer comes. It lies inside the asker. The
// other side may hold on to both for as long as it likes, so neither is used
// again.
//
//	state     entered by                          left by
//	open      Ask                                 an answer, Forget, the close of the loop
//	answered  an answer, on any goroutine         Close, in the asker's turn
//	closed    Close, Forget, the close of the loop never
type Request struct {
	envelope proto.MessageEnvelope
	sender   proto.PID
	hold     *Hold // of a virtual clock, while somebody outside has the request
}

// desk is what a loop has in its actor system: its reply desk, and the addresses
// of its tasks that have ended.
//
// mu guards all but ended. Whoever takes an asker out of open is the only one to
// answer it. pid is written before the first request and never changes, see
// addressed.
type desk struct {
	loop   *Loop
	system *proto.ActorSystem
	mu     sync.Mutex
	pid    *proto.PID
	open   map[uint32]Asker
	last   uint32
	closed bool
	ended  memory
}

// Ask sends msg to an actor and lets who wait for the answer. The headers, which
// may be nil, are copied. It fails when the loop has shut.
func (l *Loop) Ask(r *Request, who Asker, to *proto.PID, msg any, headers map[string]string) error {
	system := l.System()
	if err := l.desk.register(l, system, r, who); err != nil {
		return err
	}
	r.envelope.Message = msg
	r.envelope.Sender = &r.sender
	for key, value := range headers {
		r.envelope.SetHeader(key, value)
	}
	if l.clock.virtual && l.outside(to) {
		r.hold = &Hold{Name: "a request"}
		l.Hold(r.hold)
	}
	system.Root.Send(to, &r.envelope)
	return nil
}

// outside reports whether an answer of to takes real time: whether it is not a
// task or a service of the loop itself.
func (l *Loop) outside(to *proto.PID) bool {
	process, _ := l.System().ProcessRegistry.Get(to)
	switch p := process.(type) {
	case *address:
		return p.loop != l
	case *Endpoint:
		return p.loop != l
	}
	return true
}

// Forget takes a request back: its answer, if it still comes, is dropped.
func (l *Loop) Forget(r *Request) {
	l.desk.take(r.sender.RequestId)
	l.Close(r)
}

// Close ends a request that was answered.
func (l *Loop) Close(r *Request) {
	if r.hold != nil {
		l.Release(r.hold)
		r.hold = nil
	}
}

// register gives a request its number and its address.
func (d *desk) register(l *Loop, system *proto.ActorSystem, r *Request, who Asker) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return ErrLoopClosed
	}
	if d.pid == nil {
		d.set(l, system)
	}
	for d.last++; d.last == 0 || d.open[d.last] != nil; d.last++ {
	}
	d.open[d.last] = who
	addressed(&r.sender, d.pid)
	r.sender.Address, r.sender.RequestId = system.Address(), d.last
	return nil
}

// set enters the desk in the registry.
func (d *desk) set(l *Loop, system *proto.ActorSystem) {
	d.loop, d.system = l, system
	d.open = make(map[uint32]Asker)
	d.pid, _ = system.ProcessRegistry.Add(d, "ask/"+system.ProcessRegistry.NextID())
	// A desk does not mind a Stop. This one makes the PID find its process and
	// remember it; without that, each answer would look it up and allocate.
	system.Root.Stop(d.pid)
}

// addressed makes to the same address as pid, which includes that it knows its
// process already. The type parameter is there for go vet: it forbids copies of
// protobuf messages because of what other goroutines may do to them meanwhile,
// and nobody else ever sees a desk's own PID.
func addressed[PID any](to, pid *PID) { *to = *pid }

func (d *desk) take(request uint32) Asker {
	d.mu.Lock()
	defer d.mu.Unlock()
	who := d.open[request]
	delete(d.open, request)
	return who
}

// close takes the desk out of the registry: later answers are dropped.
func (d *desk) close() {
	d.mu.Lock()
	open := d.open
	d.closed, d.open = true, nil
	if d.pid != nil {
		d.system.ProcessRegistry.Remove(d.pid)
	}
	d.mu.Unlock()
	for _, who := range open {
		who.Dropped()
	}
	d.ended.close()
}

// SendUserMessage implements protoactor's Process: it takes an answer in.
func (d *desk) SendUserMessage(pid *proto.PID, message any) {
	who := d.take(pid.RequestId)
	if who == nil {
		return // forgotten, or answered before
	}
	if env, ok := message.(*proto.MessageEnvelope); ok {
		who.Answer(env.Message, env.Header)
	} else {
		who.Answer(message, nil)
	}
	if d.loop.Send(who, Call{}) != nil {
		who.Dropped()
	}
}

// SendSystemMessage implements protoactor's Process.
func (d *desk) SendSystemMessage(*proto.PID, any) {}

// Stop implements protoactor's Process.
func (d *desk) Stop(*proto.PID) {}

// DeadLetterError is a message to an address that nobody has.
type DeadLetterError struct {
	// PID is the address; nil when none was given.
	PID *proto.PID
}

func (e *DeadLetterError) Error() string {
	if e.PID == nil {
		return "the address is nil"
	}
	return fmt.Sprintf("nobody is at %s/%s", e.PID.GetAddress(), e.PID.GetId())
}
