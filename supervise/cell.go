package supervise

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync/atomic"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

// cell is an actor: its address, its mailbox and its latest [life].
//
//	state     entered by                                left by
//	born      newCell                                   live (to living), retire (to stopped)
//	living    live                                      Stop, a poison pill, a cancellation (to stopping); a failure (to failing)
//	stopping  Stop, a poison pill, a cancellation       the end of the current messages and of the children (to stopped; under a supervisor, to down); live (to living)
//	failing   a panic; an error of a message that       as stopping
//	          nobody asked for, or of OnStarted
//	down      the end of a life, under a supervisor     live (to living), retire (to stopped)
//	stopped   retire                                    never: its address is gone
//
// live leaves stopping or failing when a supervisor has abandoned the life and begins the next.
// retire is called at the end of the actor's task or, for a Child, at the end of the task that made
// it, or by the child that owns it: see childaddress.go.
//
// Messages that come while it is born or down wait in the mailbox. So does a Stop:
// it ends the next life as soon as that has begun.
type cell struct {
	spec       Actor
	loop       *tasks.Loop
	endpoint   *actor.Endpoint
	named      tasks.Option // gives the tasks of messages the actor's name
	mail       mailbox
	life       *life                  // the latest; before the first, one that is over
	turns      map[*actor.Child]*turn // of all lives
	watched    map[string]watched     // those that have not ended, by address
	watches    uint64                 // how many there ever were
	stopping   bool                   // a Stop or a poison pill came, and has not had its effect
	closed     bool                   // returns what comes, until the next life, if there is one
	child      bool                   // of another actor
	supervised bool
	awaited    int                   // by how many tasks: see Ref.Await
	strays     map[reflect.Type]bool // the types of messages that were reported: see stray
	dropped    atomic.Int64          // by a full mailbox: see Ref.Dropped

	// Of the address: see childaddress.go.
	retired  bool
	maker    *actor.Fiber // the task that made the Child, while that holds the address
	untilEnd *actor.Watch // of the end of maker
	holders  int          // of the address, besides maker
	places   int          // how many of holders start it themselves, and not by a supervisor below

	// For other loops, which look for cycles of requests: see answered in chain.go.
	open    atomic.Uint64 // the number of the latest mark while that turn or hook goes on, otherwise 0
	doubled atomic.Bool   // a life was abandoned, so that open need not tell of all turns
}

func newCell(l *tasks.Loop, a Actor) (*cell, error) {
	if a.Handle == nil {
		return nil, fmt.Errorf("the actor %q has no Handle: %w", a.Name, tasks.ErrNilFunc)
	}
	if err := checkKnown("overflow", a.Overflow, DropNewest); err != nil {
		return nil, fmt.Errorf("the actor %q: %w", a.Name, err)
	}
	if err := l.CheckGoroutine(); err != nil {
		return nil, err
	}
	if l.Closed() {
		return nil, tasks.ErrLoopClosed
	}
	c := &cell{spec: a, loop: l, turns: make(map[*actor.Child]*turn)}
	c.mail.capacity, c.mail.overflow = a.Capacity, a.Overflow
	c.life = &life{cell: c, over: true}
	c.endpoint = l.Register(a.Name, c)
	c.named = tasks.Name(c.name())
	return c, nil
}

func (c *cell) name() string { return c.endpoint.PID().GetId() }

// retire ends the address and gives back what nobody will handle. A second call does nothing.
func (c *cell) retire() {
	if c.retired {
		return
	}
	c.retired = true
	cancelTimer(&c.life.timer)
	defer c.close() // deferred, both: a subscriber of the event stream may end the goroutine
	defer c.endpoint.Retire()
	all := slices.SortedFunc(maps.Values(c.watched), earlierWatch) // in the same order in each run
	c.watched = nil
	goexit.Each(all, func(w watched) { c.endpoint.Unwatch(w.who) }) // who, if it lives on, would keep this actor in memory
}

// close gives back what waits, what was stashed, and all that comes later. A life that was canceled
// but goes on is woken, and ends: it waits for a message that will never come.
func (c *cell) close() {
	c.closed = true
	if c.life.dismissed() {
		c.life.place.wake()
	}
	c.mail.unstash()
	goexit.Guard(func() {
		for c.mail.Len() > 0 {
			c.giveBack(c.mail.next())
		}
	}, c.close) // a subscriber of the event stream has ended the goroutine
}

// giveBack makes a dead letter of a message. It drops one that is exempt and has no sender.
func (c *cell) giveBack(letter actor.Letter) {
	if !exempt(letter) || letter.Sender != nil {
		c.endpoint.Return(letter)
	}
}

// stray makes a dead letter of a message that the handler does not know, and whose answer nobody
// waits for. That is no failure of the actor, but most likely a mistake of the sender, who is not
// told. So the loop reports the first message of each type. It does so in a callback, since the
// handler of reports may end its goroutine.
func (c *cell) stray(letter actor.Letter, err error) {
	c.endpoint.Return(letter)
	kind := reflect.TypeOf(letter.Message)
	if c.strays[kind] {
		return
	}
	if c.strays == nil {
		c.strays = make(map[reflect.Type]bool)
	}
	c.strays[kind] = true
	c.loop.CallSoon(func() {
		c.loop.Report(actor.Report{
			Message: fmt.Sprintf("the actor %s does not handle a message of type %v, which is a dead letter now; more of that type are not reported", c.name(), kind),
			Err:     err,
			Task:    c.name(),
		})
	})
}

// Deliver takes a message in. It is called on the loop.
func (c *cell) Deliver(letter actor.Letter) {
	if cycle := c.life.cycle(letter); cycle != nil {
		c.respond(letter, nil, cycle)
		return
	}
	if c.turnedAway(letter) {
		return
	}
	if refused, full := c.mail.add(letter); full {
		c.dropped.Add(1)
		c.refuse(refused)
	}
	cancelTimer(&c.life.timer)
	c.life.wake(forMail)
}

// turnedAway gives back a message that nobody will handle, and refuses a request of a sender for
// whose end the ending life waits. It reports whether it did one of these.
func (c *cell) turnedAway(letter actor.Letter) bool {
	switch {
	case c.closed:
		c.giveBack(letter)
	case c.life.waitsFor(letter):
		c.respond(letter, nil, c.errStopped())
	default:
		return false
	}
	return true
}

func (c *cell) errStopped() error {
	return fmt.Errorf("%s: %w before it answered", c.name(), ErrActorStopped)
}

// errOver is the error of a call with the context of a life that is over, or was abandoned.
func (c *cell) errOver() error {
	return fmt.Errorf("%s: %w, or was started again: the context is that of an earlier life", c.name(), ErrActorStopped)
}

func (c *cell) refuse(letter actor.Letter) {
	if letter.Sender == nil {
		c.endpoint.Return(letter)
		return
	}
	c.respond(letter, nil, fmt.Errorf("%s: %w", c.name(), ErrMailboxFull))
}

// respond answers whoever has sent letter and waits for that, if anybody does.
func (c *cell) respond(letter actor.Letter, reply any, err error) {
	if letter.Sender == nil {
		return
	}
	if reply = tasks.Reply(c.loop, letter.Sender, reply, err); reply == nil {
		reply = tasks.NoReply{}
	}
	c.loop.Respond(letter.Sender, reply)
}

// Told handles a system message. It is called on the loop.
func (c *cell) Told(message any) {
	switch msg := message.(type) {
	case *proto.Stop:
		c.stopping = true
		c.life.place.wake()
	case *proto.Terminated:
		delete(c.watched, addressOf(msg.GetWho()))
		c.Deliver(actor.Letter{Message: msg})
	}
}

func (c *cell) watch(who *proto.PID) error {
	if c.retired {
		return nil // nobody would be told
	}
	if err := c.endpoint.Watch(who); err != nil {
		return err
	}
	if c.watched == nil {
		c.watched = make(map[string]watched)
	}
	c.watches++
	c.watched[addressOf(who)] = watched{who, c.watches}
	return nil
}

// watched is whom an actor watches, and the number of the watch.
type watched struct {
	who    *proto.PID
	number uint64
}

func earlierWatch(a, b watched) int { return cmp.Compare(a.number, b.number) }

func (c *cell) unwatch(who *proto.PID) {
	delete(c.watched, addressOf(who))
	c.endpoint.Unwatch(who)
}

func addressOf(who *proto.PID) string { return who.GetAddress() + "/" + who.GetId() }

// report reports a failure of the actor, or of something that belongs to it.
func (c *cell) report(what string, err error) {
	who := "the actor " + c.name()
	if what != "" {
		who = what + " of " + who
	}
	c.loop.Report(actor.Report{Message: who + " failed", Err: err, Task: c.name()})
}
