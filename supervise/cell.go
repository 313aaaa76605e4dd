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
//	state     entered by                        left by
//	born      newCell                           live (to living)
//	living    live                              Stop, a poison pill (to stopping); a failure (to failed)
//	stopping  Stop, a poison pill, cancellation the end of the current messages (to stopped)
//	failed    a panic; an error nobody asked for live again, by a supervisor (to living); retire (to stopped)
//	stopped   the end of its life               never: its address is gone
//
// Messages that come while it is born or failed wait in the mailbox.
type cell struct {
	actor.Supervisor // of the messages that are handled
	spec             Actor
	loop             *tasks.Loop
	endpoint         *actor.Endpoint
	mail             letters
	wait             *actor.Wait // of the life, for a message or a free place
	handlers         []Handler
	children         []*Ref
	patience         time.Duration
	timer            *actor.Callback
	watched          []any // Terminated messages go to the handler
	failure          error
	waiting          waitingFor
	stopping         bool
	retired          bool
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
	c := &cell{spec: a, loop: l, handlers: []Handler{a.Handle}}
	c.mail.capacity, c.mail.overflow = a.Capacity, a.Overflow
	c.Supervise(c, 0)
	c.endpoint = l.Register(a.Name, c)
	return c, nil
}

func (c *cell) name() string { return c.endpoint.PID().GetId() }

// liveOnce is the life of an actor that nobody restarts.
func (c *cell) liveOnce(ctx context.Context) error {
	defer c.retire()
	return c.live(ctx)
}

// live is the actor's life, from its start to its stop or its failure.
func (c *cell) live(ctx context.Context) error {
	ctx = context.WithValue(ctx, cellKey{}, c)
	c.failure, c.stopping = nil, false
	c.handlers = c.handlers[:1]
	if err := hook(ctx, c.spec.OnStarted); err != nil {
		return err
	}
	Ready(ctx)
	c.restartTimer()
	err := c.serve(ctx)
	c.stopTimer()
	return c.end(ctx, err)
}

// serve handles messages until the actor is to stop or has failed.
func (c *cell) serve(ctx context.Context) error {
	for c.failure == nil {
		switch {
		case c.stopping:
			return nil
		case c.Left() >= c.places():
			c.waiting = forPlace
		case c.mail.Len() == 0:
			c.waiting = forMail
		default:
			letter := c.mail.next()
			if _, poison := letter.Message.(*proto.PoisonPill); poison {
				c.stopping = true
				continue
			}
			c.begin(ctx, letter)
			continue
		}
		if err := c.park(ctx); err != nil {
			return err
		}
	}
	return c.failure
}

func (c *cell) places() int {
	if c.spec.Interleave < 0 {
		return int(^uint(0) >> 1)
	}
	return max(1, c.spec.Interleave)
}

// end lets the messages under way end, and then the children, and tells the
// hooks. A cancellation cancels the messages too.
func (c *cell) end(ctx context.Context, err error) error {
	if tasks.IsCanceled(err) || c.failure != nil {
		for child := c.First(); child != nil; child = child.Next() {
			child.Of().Cancel("the actor stops")
		}
	}
	for c.Left() > 0 {
		c.waiting = forLast
		if again := c.park(ctx); again != nil && err == nil {
			err = again
		}
	}
	if c.failure != nil && c.spec.OnRestarting != nil {
		if again := c.spec.OnRestarting(ctx, c.failure); again != nil {
			c.report("OnRestarting", again)
		}
	}
	if failed := hook(ctx, c.spec.OnStopping); failed != nil && err == nil {
		err = failed
	}
	for i := len(c.children) - 1; i >= 0; i-- {
		c.children[i].Stop()
		if stopped := c.children[i].Await(ctx); stopped != nil && !tasks.IsCanceled(stopped) {
			c.report("a child", stopped)
		}
	}
	c.children = nil
	if failed := hook(ctx, c.spec.OnStopped); failed != nil && err == nil {
		err = failed
	}
	return err
}

func hook(ctx context.Context, fn func(context.Context) error) error {
	if fn == nil {
		return nil
	}
	return fn(ctx)
}

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
		c.endpoint.Return(c.mail.next())
	}
}

// Deliver takes a message in. It is called on the loop.
func (c *cell) Deliver(letter actor.Letter) {
	if c.retired {
		c.endpoint.Return(letter)
		return
	}
	if cycle := c.cycle(letter); cycle != nil {
		c.respond(letter, nil, cycle)
		return
	}
	refused, full := c.mail.add(letter)
	if full {
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
			c.mail.arrived.Push(actor.Letter{Message: ReceiveTimeout{}})
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

func (c *cell) report(what string, err error) {
	c.loop.Report(actor.Report{Message: fmt.Sprintf("%s of the actor %s failed", what, c.name()), Err: err, Task: c.name()})
}

// String is the actor for people to read.
func (c *cell) String() string {
	if c.Left() > 0 {
		return describe("messages to "+c.name(), c.First())
	}
	return "a message to " + c.name()
}
