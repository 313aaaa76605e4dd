package supervise

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// cell is a started actor: its address, its mailbox and its life. The life is a
// coroutine over the mailbox; each message is a child task of it.
//
//	state     entered by                            left by
//	born      newCell                               live (to living)
//	living    live                                  Stop, a poison pill, cancellation (to stopping); a failure (to failing)
//	stopping  Stop, a poison pill, cancellation     the end of the current messages and of the children (to stopped, down)
//	failing   a panic; an error nobody asked for    the same
//	down      the end of a life, under a supervisor live again (to living); retire (to stopped)
//	stopped   retire: the end of its task, or of the one that made the Child  never: its address is gone
//
// Messages that come while it is born or down wait in the mailbox. So does a Stop:
// it ends the next life as soon as that has begun.
type cell struct {
	actor.Supervisor // of the messages that are handled
	spec             Actor
	loop             *tasks.Loop
	endpoint         *actor.Endpoint
	mail             letters
	wait             *actor.Wait // of the life, for a message or a free place
	waiting          waitingFor
	handlers         []Handler
	turns            map[*actor.Child]*turn
	children         []*Ref
	patience         time.Duration
	timer            *actor.Callback
	failure          error
	stopping         bool
	alive            bool // between live and endLife
	retired          bool
	supervised       bool
	awaited          int // by how many tasks: see Ref.Await
	dropped          atomic.Int64
}

type waitingFor uint8

const (
	forNothing waitingFor = iota
	forMail
	forPlace
	forLast
)

type cellKey struct{}

func cellOf(ctx context.Context) *cell {
	c, _ := ctx.Value(cellKey{}).(*cell)
	return c
}

func newCell(l *tasks.Loop, a Actor) (*cell, error) {
	if a.Handle == nil {
		return nil, fmt.Errorf("the actor %q has no Handle: %w", a.Name, tasks.ErrNilFunc)
	}
	if err := l.CheckGoroutine(); err != nil {
		return nil, err
	}
	if l.Closed() {
		return nil, tasks.ErrLoopClosed
	}
	c := &cell{spec: a, loop: l, handlers: []Handler{a.Handle}, turns: make(map[*actor.Child]*turn)}
	c.mail.capacity, c.mail.overflow = a.Capacity, a.Overflow
	c.Supervise(l, c)
	c.endpoint = l.Register(a.Name, c)
	return c, nil
}

func (c *cell) name() string { return c.endpoint.PID().GetId() }

// park suspends the life until there is something to do.
func (c *cell) park(ctx context.Context) error {
	w, err := actor.Enter(ctx, "a message")
	if err != nil {
		return err
	}
	w.Explain(c)
	c.wait = w
	err = w.Park()
	c.wait, c.waiting = nil, forNothing
	return err
}

func (c *cell) wake(reason waitingFor) {
	if c.wait != nil && (c.waiting == reason || reason == forNothing) {
		c.wait.Wake()
	}
}

// retire takes the address back and returns what nobody will handle.
func (c *cell) retire() {
	if c.retired {
		return
	}
	c.retired = true
	c.stopTimer()
	c.endpoint.Retire()
	c.mail.unstash()
	for c.mail.Len() > 0 {
		c.giveBack(c.mail.next())
	}
}

// giveBack makes a dead letter of a message that somebody sent.
func (c *cell) giveBack(letter actor.Letter) {
	if !exempt(letter) {
		c.endpoint.Return(letter)
	}
}

// Deliver takes a message in. It is called on the loop.
func (c *cell) Deliver(letter actor.Letter) {
	if c.retired {
		c.giveBack(letter)
		return
	}
	if cycle := c.cycle(letter); cycle != nil {
		c.respond(letter, nil, cycle)
		return
	}
	if refused, full := c.mail.add(letter); full {
		c.dropped.Add(1)
		c.refuse(refused)
	}
	c.restartTimer()
	c.wake(forMail)
}

func (c *cell) refuse(letter actor.Letter) {
	if letter.Sender == nil {
		c.endpoint.Return(letter)
		return
	}
	c.respond(letter, nil, fmt.Errorf("%s: %w", c.name(), ErrMailboxFull))
}

// Told handles a system message. It is called on the loop.
func (c *cell) Told(message any) {
	switch msg := message.(type) {
	case *proto.Stop:
		c.stopping = true
		c.wake(forNothing)
	case *proto.Terminated:
		c.Deliver(actor.Letter{Message: msg})
	}
}

func (c *cell) restartTimer() {
	c.stopTimer()
	if c.patience > 0 && !c.retired {
		c.timer = c.loop.CallLater(c.patience, func() {
			c.timer = nil
			c.mail.addSilence()
			c.wake(forMail)
		})
	}
}

func (c *cell) stopTimer() {
	if c.timer != nil {
		c.timer.Cancel()
		c.timer = nil
	}
}

// report reports a failure of the actor, or of something that belongs to it.
func (c *cell) report(what string, err error) {
	who := "the actor " + c.name()
	if what != "" {
		who = what + " of " + who
	}
	c.loop.Report(actor.Report{Message: who + " failed", Err: err, Task: c.name()})
}

// String is the actor for people to read.
func (c *cell) String() string {
	if c.Left() > 0 {
		return describe("messages to "+c.name(), c.First())
	}
	return "a message to " + c.name()
}
