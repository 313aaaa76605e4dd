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
}

// desk is the reply desk of a loop.
//
// mu guards all. Whoever takes an asker out of open is the only one to answer it.
type desk struct {
	loop   *Loop
	system *proto.ActorSystem
	mu     sync.Mutex
	pid    *proto.PID
	open   map[uint32]Asker
	last   uint32
	closed bool
}

// Ask registers who and fills in the address that its request must carry as the
// sender. It fails when the loop has shut. Any goroutine may call it.
func (l *Loop) Ask(who Asker, sender *proto.PID) error {
	d := &l.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return ErrLoopClosed
	}
	if d.pid == nil {
		d.loop = l
		d.system = l.System()
		d.open = make(map[uint32]Asker)
		d.pid, _ = d.system.ProcessRegistry.Add(d, "ask/"+nextID(d.system))
	}
	for d.last++; d.last == 0 || d.open[d.last] != nil; d.last++ {
	}
	d.open[d.last] = who
	sender.Address, sender.Id, sender.RequestId = d.system.Address(), d.pid.Id, d.last
	return nil
}

// Forget takes an asker back: its answer, if it still comes, is dropped. Any
// goroutine may call it.
func (l *Loop) Forget(sender *proto.PID) { l.desk.take(sender.RequestId) }

func (d *desk) take(request uint32) Asker {
	d.mu.Lock()
	defer d.mu.Unlock()
	who := d.open[request]
	delete(d.open, request)
	return who
}

// close takes the desk out of the registry: later answers are dead letters.
func (d *desk) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	if d.pid != nil {
		d.system.ProcessRegistry.Remove(d.pid)
	}
	d.open = nil
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
	_ = d.loop.Send(who, Call{})
}

// SendSystemMessage implements protoactor's Process.
func (d *desk) SendSystemMessage(*proto.PID, any) {}

// Stop implements protoactor's Process.
func (d *desk) Stop(*proto.PID) {}

// DeadLetterError is a message to an address that nobody has.
type DeadLetterError struct {
	// PID is the address.
	PID *proto.PID
}

func (e *DeadLetterError) Error() string {
	return fmt.Sprintf("nobody is at %s/%s", e.PID.GetAddress(), e.PID.GetId())
}
