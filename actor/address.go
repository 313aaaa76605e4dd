package actor

import (
	"slices"
	"weak"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor/wire"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/sweep"
)

// address is a fiber seen as a protoactor process.
//
//	state      entered by                                   left by
//	running    PID, before the fiber's end                  fiberEnded (to ended)
//	ended      fiberEnded; PID, after the fiber's end       forget
//	forgotten  forget, called by the loop's remembered      never
//	           when that is full, closed or switched off
//
// It is in the registry in the first two states. The registration's mu guards the other fields.
type address struct {
	registration
	fiber   *Fiber // while running
	askers  []asker
	sweep   sweep.Sweep // of the askers that gave up
	outcome *TaskResult // when ended
	end     weak.Pointer[Completion]
}

// asker wants to know how the fiber ends.
type asker struct {
	pid  *proto.PID
	wire bool // it asked by a protobuf message
}

// PID is the fiber's address: the same one at every call, and nil for a zero Fiber. Any actor can
// send it [Cancel], ask it for the fiber's result by [GetResult], and watch it, to get Terminated
// when the fiber ends. From another machine the messages of package wire do the same. A PoisonPill
// or a Stop cancels the fiber, too. Other messages are dead letters.
//
// The address ends with the fiber, unless [RememberResults] keeps it. No other fiber ever gets it,
// not even in a process that is started again at the same host and port, if the system was on the
// network at the first call. Any goroutine may call PID.
func (f *Fiber) PID() *proto.PID {
	if f.loop == nil {
		return nil
	}
	e := f.makeRare()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.addr != nil {
		return e.addr.pid
	}
	a := &address{}
	e.addr = a
	ended := f.Finished()
	if ended {
		a.ended.Store(true)
		a.outcome = f.outcomeForOthers()
		a.end = weak.Make(&f.Completion)
	} else {
		a.fiber = f
	}
	a.register(f.loop, a, newID(f.loop.System(), "task/"))
	if ended {
		a.loop.remembered.add(a)
	}
	return a.pid
}

// fiberEnded answers the askers and tells the watchers. It is called on the loop. The address
// stays in the registry until it is forgotten.
func (a *address) fiberEnded() {
	a.mu.Lock()
	f := a.fiber
	if f == nil { // PID, on another goroutine, has seen the end first
		a.mu.Unlock()
		return
	}
	a.fiber = nil
	a.outcome = f.outcomeForOthers()
	a.end = weak.Make(&f.Completion)
	askers := slices.DeleteFunc(a.askers, a.gaveUp)
	a.askers = nil
	a.mu.Unlock()
	// Deferred, since a subscriber of the event stream may end the goroutine.
	defer a.loop.remembered.add(a)
	defer a.over()
	if len(askers) > 0 {
		f.Retrieve()
	}
	goexit.Each(askers, func(who asker) { a.answer(who, a.outcome) })
}

// forget takes the address back: what is sent to it from now on is a dead letter.
func (a *address) forget() {
	a.unregister()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.outcome = nil
}

// outcomeForOthers is how the fiber ended. It may be called on any goroutine.
func (f *Fiber) outcomeForOthers() (r *TaskResult) {
	r = &TaskResult{Err: f.Err()}
	if body, ok := f.owner.(interface{ Value() any }); ok && r.Err == nil {
		defer func() {
			if v := recover(); v != nil { // the caller has a lock, and may be the driver
				r.Err = NewPanicError(v)
			}
		}()
		r.Value = body.Value()
	}
	return r
}

// SendUserMessage implements protoactor's Process.
func (a *address) SendUserMessage(pid *proto.PID, message any) {
	_, msg, sender := proto.UnwrapEnvelope(message)
	if !a.handle(msg, sender) {
		a.deadLetter(pid, msg, sender)
	}
}

func (a *address) handle(msg any, sender *proto.PID) bool {
	switch msg := msg.(type) {
	case Cancel:
		return a.cancelFor(asker{sender, false}, msg)
	case *Cancel:
		return a.cancelFor(asker{sender, false}, *msg)
	case *wire.CancelTask:
		return a.cancelFor(asker{sender, true}, Cancel{Msg: msg.GetMsg()})
	case GetResult, *GetResult:
		return a.ask(asker{sender, false})
	case *wire.GetResult:
		return a.ask(asker{sender, true})
	case *proto.PoisonPill:
		return a.cancelFor(asker{sender, false}, Cancel{Msg: "poisoned"})
	}
	return false
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

// cancel passes a request on to the fiber, unless that has ended. It reports false when the address
// was forgotten.
func (a *address) cancel(m Cancel) bool {
	a.mu.Lock()
	f, known := a.fiber, a.known()
	a.mu.Unlock()
	if f != nil {
		_ = a.loop.Send(f, m) // refused: the loop has shut, so the fiber has ended
	}
	return known
}

func (a *address) cancelFor(who asker, m Cancel) bool {
	if who.pid == nil {
		return a.cancel(m)
	}
	known := a.ask(who) // first: the fiber may end at once, and its address with it
	a.cancel(m)
	return known
}

// ask sees to it that who, an asker, is told how the fiber ended, at once if it has. It reports
// false when the address was forgotten, or when who has no PID.
func (a *address) ask(who asker) bool {
	a.mu.Lock()
	outcome, known := a.outcome, a.known() && who.pid != nil
	if known && outcome == nil {
		if a.sweep.Due(len(a.askers)) {
			a.askers = slices.DeleteFunc(a.askers, a.gaveUp)
			a.sweep.Done(len(a.askers))
		}
		a.askers = append(a.askers, who)
	}
	end := a.end
	a.mu.Unlock()
	if outcome == nil || !known {
		return known
	}
	if a.far(who) { // encoded on the loop, whose tasks may still use the value
		a.loop.sendOrDrop(&lateAnswer{a, who, outcome})
	} else {
		a.answer(who, outcome)
	}
	if c := end.Value(); c != nil && outcome.Err != nil {
		c.Retrieve()
	}
	return true
}

// gaveUp reports whether who no longer waits for an answer: it has ended, or its request was
// forgotten. For an asker in another system, of which that is not known, it reports false.
func (a *address) gaveUp(who asker) bool {
	process, _ := a.system.ProcessRegistry.Get(who.pid)
	if d, ok := process.(*desk); ok {
		return !d.waits(who.pid.GetRequestId())
	}
	return a.gone(who.pid)
}

// known reports that the address was not forgotten. mu is held.
func (a *address) known() bool { return a.fiber != nil || a.outcome != nil }

// answer tells who how the fiber ended.
func (a *address) answer(who asker, r *TaskResult) {
	var answer any = *r
	if a.far(who) {
		answer = r.wire()
	}
	a.loop.Respond(who.pid, answer)
}

// lateAnswer is an answer that is to be encoded on the loop. It is sent, too, when the loop closes
// first.
type lateAnswer struct {
	from    *address
	who     asker
	outcome *TaskResult
}

func (l *lateAnswer) Receive(Message) { l.from.answer(l.who, l.outcome) }
func (l *lateAnswer) Dropped()        { l.from.answer(l.who, l.outcome) }

// far reports whether who is on another machine. The kind of request alone does not tell: an actor
// here may have passed it on as a Go value.
func (a *address) far(who asker) bool { return who.wire || !Local(who.pid, a.system.Address()) }
