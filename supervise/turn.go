package supervise

import (
	"context"
	"strings"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// turn is one message that an actor handles, as a task.
type turn struct {
	cell    *cell
	letter  actor.Letter
	reply   any
	stashed bool
}

type turnKey struct{}

// chainHeader carries, with each request, the actors that wait for its answer and
// handle one message at a time.
const chainHeader = "actorloom-chain"

// begin starts the task that handles a message.
func (c *cell) begin(ctx context.Context, letter actor.Letter) {
	t := &turn{cell: c, letter: letter}
	task := tasks.Go(t.context(ctx), t.run, tasks.Name(c.name()))
	c.Adopt(task.Completion())
}

// context is what the handler is given: the message's headers, and the chain of
// requests with this actor at its end.
func (t *turn) context(ctx context.Context) context.Context {
	headers := t.letter.Headers
	if t.cell.places() == 1 && t.letter.Sender != nil {
		longer := make(map[string]string, len(headers)+1)
		for k, v := range headers {
			longer[k] = v
		}
		longer[chainHeader] = strings.TrimPrefix(headers[chainHeader]+" "+t.cell.address(), " ")
		headers = longer
	}
	return actor.WithHeaders(context.WithValue(ctx, turnKey{}, t), headers)
}

func (c *cell) address() string {
	return c.endpoint.PID().GetAddress() + "/" + c.endpoint.PID().GetId()
}

// cycle finds a request that this actor itself waits for.
func (c *cell) cycle(letter actor.Letter) error {
	if letter.Sender == nil || c.places() > 1 || c.Left() == 0 {
		return nil
	}
	chain := strings.Fields(letter.Headers[chainHeader])
	for i, one := range chain {
		if one == c.address() {
			return &CycleError{Actors: append(chain[i:], one)}
		}
	}
	return nil
}

// run handles the message and answers whoever asked.
func (t *turn) run(ctx context.Context) (struct{}, error) {
	reply, err := t.handle(ctx)
	if t.stashed {
		return struct{}{}, nil
	}
	t.cell.respond(t.letter, reply, err)
	if _, panicked := err.(*tasks.PanicError); err != nil && !panicked && t.letter.Sender != nil {
		err = nil // the asker has it
	}
	return struct{}{}, err
}

// handle calls the handler; a panic is an error.
func (t *turn) handle(ctx context.Context) (reply any, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = actor.NewPanicError(v)
		}
	}()
	handlers := t.cell.handlers
	return handlers[len(handlers)-1](ctx, t.letter.Message)
}

func (c *cell) respond(letter actor.Letter, reply any, err error) {
	if letter.Sender == nil {
		return
	}
	if err != nil {
		reply = tasks.ErrorReply(letter.Sender, c.loop.System().Address(), err)
	}
	if reply == nil {
		reply = tasks.NoReply{}
	}
	c.loop.Respond(letter.Sender, reply)
}

// ChildDone takes note of the end of a message's task.
func (c *cell) ChildDone(child *actor.Child) {
	child.Drop()
	err := child.Of().Outcome()
	switch {
	case err == nil, tasks.IsCanceled(err):
	case c.failure == nil:
		c.failure = err
		c.wake(forNothing)
	default:
		c.report("a message", err)
	}
	c.wake(forPlace)
	if c.Left() == 0 {
		c.wake(forLast)
	}
}

// Stash puts the message that ctx handles aside, until [Unstash]. The handler's
// reply and error are ignored.
func Stash(ctx context.Context) error {
	t, ok := ctx.Value(turnKey{}).(*turn)
	if !ok {
		return ErrNoActor
	}
	if !t.stashed {
		t.stashed = true
		t.cell.mail.stash(t.letter)
	}
	return nil
}

// Unstash lets everything that was put aside be handled next, in the order in
// which it was stashed.
func Unstash(ctx context.Context) error {
	c := cellOf(ctx)
	if c == nil {
		return ErrNoActor
	}
	c.mail.unstash()
	c.wake(forMail)
	return nil
}

// Become lets handle handle the actor's later messages, until [Unbecome].
func Become(ctx context.Context, handle Handler) error {
	c := cellOf(ctx)
	switch {
	case c == nil:
		return ErrNoActor
	case handle == nil:
		return tasks.ErrNilFunc
	}
	c.handlers = append(c.handlers, handle)
	return nil
}

// Unbecome goes back to the handler before the last [Become].
func Unbecome(ctx context.Context) error {
	c := cellOf(ctx)
	if c == nil {
		return ErrNoActor
	}
	if len(c.handlers) > 1 {
		c.handlers = c.handlers[:len(c.handlers)-1]
	}
	return nil
}

// SpawnChild starts an actor that stops when the one that handles a message with
// ctx does, in the reverse order of their start.
func SpawnChild(ctx context.Context, a Actor) (*Ref, error) {
	c := cellOf(ctx)
	if c == nil {
		return nil, ErrNoActor
	}
	r, err := SpawnOn(context.WithoutCancel(ctx), c.loop, a)
	if err == nil {
		c.children = append(c.children, r)
	}
	return r, err
}

// Watch lets the actor that handles a message with ctx get a *proto.Terminated
// when who has ended.
func Watch(ctx context.Context, who *proto.PID) error {
	c := cellOf(ctx)
	if c == nil {
		return ErrNoActor
	}
	c.endpoint.Watch(who)
	return nil
}

// Unwatch takes [Watch] back.
func Unwatch(ctx context.Context, who *proto.PID) error {
	c := cellOf(ctx)
	if c == nil {
		return ErrNoActor
	}
	c.endpoint.Unwatch(who)
	return nil
}
