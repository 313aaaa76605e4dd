package actor

import (
	"fmt"
	"runtime"
	"sync/atomic"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/goexit"
)

// Asking an actor: a request goes out with the address of a sender, and the answer comes back to
// that address. All requests of a loop share one process, the loop's reply desk, which tells them
// apart by the request number in the address. So a request costs no entry in the registry, no
// goroutine and no timer.

// Asker waits for an answer. It gets a Call when the answer is there, and takes it by
// [Loop.TakeAnswer].
type Asker interface {
	Receiver
	// Dropped is called instead of that Call, on the loop, when the loop closes. No answer will
	// come.
	Dropped()
}

// Request is a message that waits for its answer: the envelope in which it goes out, and the
// address to which the answer comes. It lies inside the asker. The other side may keep envelope and
// address for as long as it likes, so they are not reused.
//
//	state     entered by                            left by
//	open      Ask                                   an answer, Forget, the close of the loop
//	answered  an answer, on any goroutine           TakeAnswer, in the asker's turn; Forget; the
//	                                                close of the loop
//	closed    TakeAnswer, Forget, the close of the  never
//	          loop
type Request struct {
	envelope proto.MessageEnvelope
	sender   proto.PID
	who      Asker
	answer   any   // the message that came, in its envelope
	hold     *Hold // under a virtual clock, while somebody outside has the request
	closed   bool
}

// desk is a loop's reply desk, the process that takes the answers in.
//
// An open request is in a table, in the slot that its number gives. Only the loop puts requests in.
// Any goroutine may take one out; whoever does answers or drops it. The other fields belong to the
// loop, or are written before the first request, except answering, which is atomic.
type desk struct {
	loop      *Loop
	rouse     func() // Loop.rouse of the loop
	system    *proto.ActorSystem
	pid       *proto.PID
	last      uint32 // number of a request
	count     int    // of requests that are not closed
	open      atomic.Pointer[requests]
	answering atomic.Int32 // how many goroutines bring an answer just now: see refuse
}

// requests is a table. When it is half full, a larger one takes the requests that follow. The
// older table is not copied, since other goroutines may be looking into it: it stays for the
// requests that it has.
type requests struct {
	slots []atomic.Pointer[Request] // a power of two
	older *requests
}

func (t *requests) slot(number uint32) *atomic.Pointer[Request] {
	return &t.slots[number&uint32(len(t.slots)-1)]
}

// Ask sends msg to the actor at to; the answer goes to who. The headers, which may be nil, are
// copied. It fails with ErrLoopClosed, with a [DeadLetterError] when to is nil, and with
// ErrInvalidState when r was asked before or who is nil. It never suspends.
func (l *Loop) Ask(r *Request, who Asker, to *proto.PID, msg any, headers map[string]string) error {
	switch {
	case l.Closed():
		return ErrLoopClosed
	case to == nil:
		return &DeadLetterError{}
	case who == nil || r.who != nil:
		return fmt.Errorf("a Request is asked once, by somebody: %w", ErrInvalidState)
	}
	d := &l.desk
	if d.pid == nil {
		d.set(l)
	}
	r.who = who
	r.envelope.Message = msg
	r.envelope.Sender = &r.sender
	for key, value := range headers {
		r.envelope.SetHeader(key, value)
	}
	if l.clock.virtual && l.outside(to) {
		r.hold = &Hold{}
		l.Hold(r.hold)
	}
	d.put(r)
	// A process, the root's middleware or a subscriber of the event stream may panic, or end the
	// goroutine.
	goexit.Guard(func() { d.system.Root.Send(to, &r.envelope) }, func() { l.Forget(r) })
	return nil
}

// outside reports whether an answer of to takes real time: it does unless to is a task or an
// endpoint of the loop itself.
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

// Forget takes a request back: its answer, if it still comes, is dropped. One that was not asked
// is left alone.
func (l *Loop) Forget(r *Request) {
	l.desk.take(r.sender.RequestId) // which is 0 before Ask
	l.desk.finish(r)
}

// TakeAnswer ends a request that was answered, and returns the answer. The request may have
// been forgotten meanwhile: then it has ended already.
func (l *Loop) TakeAnswer(r *Request) (message any, headers map[string]string) {
	l.desk.finish(r)
	answer := r.answer
	r.answer = nil // whoever keeps the asker keeps r
	if env, ok := answer.(*proto.MessageEnvelope); ok && env != nil {
		return env.Message, env.Header
	}
	return answer, nil
}

// finish brings a request to its last state, if it was asked.
func (d *desk) finish(r *Request) {
	if r.closed || r.who == nil {
		return
	}
	r.closed = true
	d.count--
	if r.hold != nil {
		d.loop.Release(r.hold)
		r.hold = nil
	}
}

// set enters the desk in the registry.
func (d *desk) set(l *Loop) {
	d.loop, d.system, d.rouse = l, l.System(), l.rouse
	d.open.Store(&requests{slots: make([]atomic.Pointer[Request], 16)})
	d.pid, _ = d.system.ProcessRegistry.Add(d, newID(d.system, "ask/"))
	// A desk ignores a Stop. This one makes the PID find its process and remember it; otherwise
	// each answer would look it up and allocate.
	d.system.Root.Stop(d.pid)
}

// put gives a request its number and its address, and opens it.
func (d *desk) put(r *Request) {
	table := d.open.Load()
	if d.count++; d.count > len(table.slots)/2 {
		table = &requests{slots: make([]atomic.Pointer[Request], 2*len(table.slots)), older: table}
		d.open.Store(table)
	}
	for d.last++; d.last == 0 || table.slot(d.last).Load() != nil; d.last++ {
	}
	addressed(&r.sender, d.pid)
	r.sender.Address, r.sender.RequestId = d.system.Address(), d.last
	table.slot(d.last).Store(r)
}

// addressed copies pid to to, with the process that pid remembers. The type parameter hides
// the copy of a protobuf message from go vet, which forbids it because another goroutine may
// be using the message. Nobody else ever sees a desk's own PID.
func addressed[PID any](to, pid *PID) { *to = *pid }

// take takes an open request out, or returns nil. Any goroutine may call it.
func (d *desk) take(number uint32) *Request {
	for table := d.open.Load(); table != nil; table = table.older {
		slot := table.slot(number)
		if r := slot.Load(); r != nil && r.sender.RequestId == number && slot.CompareAndSwap(r, nil) {
			return r
		}
	}
	return nil
}

// waits reports whether a request is open. Any goroutine may call it.
func (d *desk) waits(number uint32) bool {
	for table := d.open.Load(); table != nil; table = table.older {
		if r := table.slot(number).Load(); r != nil && r.sender.RequestId == number {
			return true
		}
	}
	return false
}

// refuse takes the desk out of the registry, and tells the askers of open requests that no answer
// will come. It is called when no more requests can come, and before the inbox closes: an answer
// that has come is in the inbox, so that its asker, too, is told on the loop.
func (d *desk) refuse() {
	if d.pid != nil {
		d.system.ProcessRegistry.Remove(d.pid)
	}
	for table := d.open.Load(); table != nil; table = table.older {
		for i := range table.slots {
			if r := table.slots[i].Swap(nil); r != nil {
				r.who.Dropped()
			}
		}
	}
	for d.answering.Load() > 0 { // for a few instructions
		runtime.Gosched()
	}
}

// SendUserMessage implements protoactor's Process: it takes an answer in. Most often it runs deep
// in an actor's new goroutine, on the last bytes of the first stack, and growing that stack costs
// more than all the rest of a request. So it calls little: the loop sees to what the answer means,
// and another goroutine wakes the loop.
func (d *desk) SendUserMessage(pid *proto.PID, message any) {
	d.answering.Add(1)
	r := d.take(pid.RequestId)
	if r == nil {
		d.answering.Add(-1)
		return // forgotten, or answered before
	}
	r.answer = message
	d.loop.inbox.add(envelope{r.who, Call{}}) // the inbox is open: see refuse
	d.answering.Add(-1)
	if d.loop.asleep.Load() != awake {
		go d.rouse()
	}
}

// SendSystemMessage implements protoactor's Process.
func (d *desk) SendSystemMessage(*proto.PID, any) {}

// Stop implements protoactor's Process.
func (d *desk) Stop(*proto.PID) {}
