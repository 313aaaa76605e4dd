package actor

import (
	"errors"
	"fmt"

	proto "github.com/asynkron/protoactor-go/actor"
)

// Endpoint is an address whose messages are handled on a loop: that of an actor whose
// handlers may await.
type Endpoint struct {
	registration
	box Letterbox
}

// Letterbox handles what an endpoint gets. It is called on the loop, and must not block. A panic is
// reported, as that of a callback is; whoever asked then gets no answer.
//
// To obey a Stop, which comes to Told, and a PoisonPill, which comes to Deliver, it calls
// [Endpoint.Retire]. Otherwise protoactor's StopFuture and PoisonFuture wait in vain.
type Letterbox interface {
	// Deliver handles a user message.
	Deliver(Letter)
	// Told handles a system message, such as Stop or Terminated.
	Told(message any)
}

// Letter is a user message, with its sender and its headers.
type Letter struct {
	// Message is what was sent.
	Message any
	// Sender is who waits for an answer, nil when nobody does.
	Sender *proto.PID
	// Headers are those of the message's envelope, nil when it has none.
	Headers map[string]string
}

// Register makes an endpoint for box. Its id is name, followed by a number when that is
// taken; when name is empty, "actor/" and a number. In a system that is on the network the
// system's ID follows the number. Any goroutine may call it.
func (l *Loop) Register(name string, box Letterbox) *Endpoint {
	system := l.System()
	e := &Endpoint{box: box}
	id := name
	if name == "" {
		name = "actor/"
		id = newID(system, name)
	}
	for !e.register(l, e, id) {
		id = newID(system, name)
	}
	return e
}

// PID is the endpoint's address. Any goroutine may call it.
func (e *Endpoint) PID() *proto.PID { return e.pid }

// Box is who handles what the endpoint gets. Any goroutine may call it.
func (e *Endpoint) Box() Letterbox { return e.box }

// Retire takes the address back: whoever watches it is told, and what is sent later is a dead
// letter, except a PoisonPill without a sender by a PID that was used before. The loop that closes
// retires nobody: let a deferred call of a task do it, which the loop's end runs. Any goroutine may
// call it.
func (e *Endpoint) Retire() {
	if !e.ended.Swap(true) { // otherwise the address may be that of another process by now
		e.unregister()
		e.over()
	}
}

// Return makes a letter a dead letter: its sender, if any, is answered at once. Any goroutine
// may call it.
func (e *Endpoint) Return(letter Letter) {
	e.loop.sendGuarded(func() { e.deadLetter(e.pid, letter.Message, letter.Sender) })
}

// Watch watches who: when who has ended, the endpoint's letterbox is told Terminated. It fails with
// a [DeadLetterError] when who is nil or has no address. It fails with another error when who is
// the address to which the answers to requests here go, and when who is on another machine and
// protoactor's remote could not send the watch. Any goroutine may call Watch and Unwatch.
func (e *Endpoint) Watch(who *proto.PID) error {
	if err := e.checkWatch(who); err != nil {
		return err
	}
	sendSystem(e.system, who, &proto.Watch{Watcher: e.seenBy(who)})
	return nil
}

// Unwatch takes Watch back.
func (e *Endpoint) Unwatch(who *proto.PID) {
	if e.checkWatch(who) == nil {
		e.loop.sendGuarded(func() { sendSystem(e.system, who, &proto.Unwatch{Watcher: e.seenBy(who)}) })
	}
}

// checkWatch is why no watch of who can be sent, nil when it can.
func (e *Endpoint) checkWatch(who *proto.PID) error {
	switch {
	case who.GetAddress() == "": // not even to a remote, which would try to reach it
		return &DeadLetterError{PID: who}
	case !e.loop.Remote(who):
		process, _ := e.system.ProcessRegistry.Get(who)
		if _, answers := process.(*desk); answers {
			return fmt.Errorf("the address %s/%s is where the answer to a request goes, and tells nobody of its end", who.GetAddress(), who.GetId())
		}
		return nil
	}
	if err := errors.Join(checkID(who), checkID(e.pid)); err != nil {
		return fmt.Errorf("a watch of another machine: %w", err)
	}
	return nil
}

// heir is the process that now has the id of e, which has retired; nil when there is none, or e has
// not retired. A PID remembers the process that it was first used for, and so still leads to e. A
// nil pid stands for e itself.
func (e *Endpoint) heir(pid *proto.PID) proto.Process {
	if pid == nil || !e.ended.Load() {
		return nil
	}
	if process, found := e.system.ProcessRegistry.GetLocal(e.pid.Id); found && process != proto.Process(e) {
		return process
	}
	return nil
}

// SendUserMessage implements protoactor's Process. Any goroutine may call it.
func (e *Endpoint) SendUserMessage(pid *proto.PID, message any) {
	if heir := e.heir(pid); heir != nil {
		heir.SendUserMessage(pid, message)
		return
	}
	letter := Letter{Message: message}
	if env, ok := message.(*proto.MessageEnvelope); ok {
		letter = Letter{Message: env.Message, Sender: env.Sender, Headers: env.Header}
	}
	if e.ended.Load() { // a PID that was used before still leads here
		if _, pill := letter.Message.(*proto.PoisonPill); !pill || letter.Sender != nil { // a pill has what it wants
			e.Return(letter)
		}
		return
	}
	e.loop.sendOrDrop(&delivery{endpoint: e, letter: letter})
}

// SendSystemMessage implements protoactor's Process. Any goroutine may call it.
func (e *Endpoint) SendSystemMessage(pid *proto.PID, message any) {
	if heir := e.heir(pid); heir != nil {
		heir.SendSystemMessage(pid, message)
		return
	}
	switch msg := message.(type) {
	case *proto.Watch:
		e.watch(msg.Watcher)
	case *proto.Unwatch:
		e.unwatch(msg.Watcher)
	default:
		e.loop.sendOrDrop(&delivery{endpoint: e, letter: Letter{Message: msg}, system: true})
	}
}

// Stop implements protoactor's Process: it tells the letterbox. Any goroutine may call it.
func (e *Endpoint) Stop(pid *proto.PID) { e.SendSystemMessage(pid, &proto.Stop{}) }

// delivery is a message on its way through the loop's inbox.
type delivery struct {
	endpoint *Endpoint
	letter   Letter
	system   bool
}

func (d *delivery) Receive(Message) {
	defer d.endpoint.loop.recoverPanic(stepPanicked)
	if d.system {
		d.endpoint.box.Told(d.letter.Message)
		return
	}
	d.endpoint.box.Deliver(d.letter)
}

// Dropped is called when the loop closes first.
func (d *delivery) Dropped() {
	if !d.system {
		d.endpoint.Return(d.letter)
	}
}

// Respond sends an answer to whoever asked, or nothing when nobody did. The answer passes through
// the sender middleware of the system's root. A panic there, or of a subscriber who is told that the
// answer is a dead letter, is reported. Any goroutine may call it.
func (l *Loop) Respond(to *proto.PID, answer any) {
	if to != nil {
		defer l.recoverPanic(answerPanicked)
		l.System().Root.Send(to, answer)
	}
}

// sendGuarded calls send, which sends a message. That message may become a dead letter, of which
// the subscribers of the event stream are told: a panic of theirs is reported. Any goroutine may
// call it.
func (l *Loop) sendGuarded(send func()) {
	defer l.recoverPanic("a subscriber of the event stream panicked")
	send()
}
