package supervise

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/refusal"
	"github.com/actorloom/actorloom/tasks"
)

// Handler handles one message of an actor. It may await: the loop and the other actors go on
// meanwhile. What it returns goes to whoever asked; a nil reply without an error goes as a
// [tasks.NoReply]. When nobody asked, an error other than [ErrUnhandled] is a failure of the actor.
// A panic is one in any case.
type Handler func(ctx context.Context, msg any) (reply any, err error)

// Typed returns a handler for messages of one type. It refuses any other message with an
// [ErrUnhandled] that names both types. Typed of nil is nil, which Spawn refuses.
func Typed[M, R any](handle func(ctx context.Context, msg M) (R, error)) Handler {
	if handle == nil {
		return nil
	}
	return func(ctx context.Context, msg any) (any, error) {
		m, ok := msg.(M)
		if !ok {
			who := cmp.Or(Self(ctx).GetId(), "it") // no actor's ctx, in a test of the handler
			return nil, fmt.Errorf("%w: %s got %T, want %s", ErrUnhandled, who, msg, reflect.TypeFor[M]())
		}
		return handle(ctx, m)
	}
}

// OneOf returns a handler that gives each message to the first of handlers that knows it. They are
// mostly those of [Typed]. A handler does not know a message if it returns [ErrUnhandled], unless
// that is the answer of another actor. If one of handlers is nil, so is OneOf, and Spawn refuses
// it.
func OneOf(handlers ...Handler) Handler {
	for _, handle := range handlers {
		if handle == nil {
			return nil
		}
	}
	handlers = slices.Clone(handlers)
	return func(ctx context.Context, msg any) (any, error) {
		for _, handle := range handlers {
			if reply, err := handle(ctx, msg); !refusal.Own(err) {
				return reply, err
			}
		}
		return nil, ErrUnhandled
	}
}

// Actor describes an actor. Each message that it gets runs as a task of its own. Handle has to be
// set; the zero values of the other fields are what most want.
//
// [Self], [Watch], [SpawnChild] and others need an actor's ctx. That is the ctx of Handle, of
// OnStarted and the other hooks, and of the tasks that these start. On another loop than the
// actor's, each of those functions that can fail does so, with tasks.ErrForeignLoop.
type Actor struct {
	// Name is part of the actor's address; a number is added when the name is taken. An empty Name
	// stands for "actor/" and a number. The tasks that handle the messages have the Id of the
	// address as their names; their own addresses are others.
	Name string
	// Handle handles its messages.
	Handle Handler
	// Interleave is how many messages the actor may handle at a time: they take turns at their
	// awaits. Zero and one mean one: the next starts when the one before it has ended. A negative
	// value means any number.
	Interleave int
	// Capacity is how many messages may wait; zero or less means any number. What was
	// stashed does not count, nor do a poison pill, a *proto.Terminated and a
	// [ReceiveTimeout], for which there is always room.
	Capacity int
	// Overflow says what happens to a message for which there is no room.
	Overflow Overflow
	// OnStarted is called before the first message, and again after a restart. The variables that
	// the functions here close over survive a restart. An error of OnStarted is a failure of the
	// actor, after which none of the other hooks is called.
	OnStarted func(ctx context.Context) error
	// OnRestarting is called after a failure, before OnStopping, when the supervisor may start the
	// actor again. It is not called for a Temporary child, nor while the supervisor stops. The loop
	// reports its error.
	OnRestarting func(ctx context.Context, failure error) error
	// OnStopping is called when the actor is to stop or has failed, after its last message, while
	// its children still run. When it returns an error, the actor fails with that; when the actor
	// has failed before, or was canceled before its last message had ended, the loop reports the
	// error instead.
	OnStopping func(ctx context.Context) error
	// OnStopped is called when the actor's children have stopped. Its error is treated like that of
	// OnStopping.
	OnStopped func(ctx context.Context) error
}

// Overflow is what a full mailbox does with one more message.
type Overflow int

const (
	// Refuse returns the new message: whoever asked gets an error that is ErrMailboxFull. A message
	// that was told becomes a dead letter.
	Refuse Overflow = iota
	// DropOldest returns the oldest waiting message in the same way, and takes the new one.
	DropOldest
	// DropNewest returns the latest waiting message in the same way, and takes the new one.
	DropNewest
)

func (o Overflow) String() string { return nameOf(int(o), "refuse", "drop oldest", "drop newest") }

// Spawn starts an actor as a task of ctx's loop, with an address, and returns at once. Neither the
// end of ctx nor that of the calling task stops the actor. When the actor fails while nobody awaits
// it, see [Ref.Await], the loop reports the error.
//
// Spawn fails with tasks.ErrNilFunc when a has no Handle, with tasks.ErrInvalidState for an unknown
// Overflow, with tasks.ErrNoTask when ctx carries no task, and with tasks.ErrLoopClosed. It never
// suspends.
func Spawn(ctx context.Context, a Actor) (*Ref, error) {
	l := tasks.LoopOf(ctx)
	if l == nil {
		return nil, tasks.ErrNoTask
	}
	return SpawnOn(ctx, l, a)
}

// SpawnOn is Spawn on the loop l, for callbacks and for code that runs before the loop does. After
// [tasks.Start], and on other goroutines, call Spawn in a [tasks.RunOn]. It fails with
// tasks.ErrNoLoop when l is nil. It never suspends.
func SpawnOn(ctx context.Context, l *tasks.Loop, a Actor) (*Ref, error) {
	if l == nil {
		return nil, tasks.ErrNoLoop
	}
	return spawn(ctx, l, a, false)
}

func spawn(ctx context.Context, l *tasks.Loop, a Actor, child bool) (*Ref, error) {
	c, err := newCell(l, a)
	if err != nil {
		return nil, err
	}
	c.child = child
	opts := []tasks.Option{tasks.Name(c.name())}
	if outside, ok := outsideOf(ctx); ok {
		opts = append(opts, tasks.InVars(tasks.CopyVars(ctx)))
		ctx = outside
	}
	r := &Ref{cell: c}
	goexit.Guard(func() { r.task = tasks.GoOn(ctx, l, tasks.Void(c.live), opts...) }, c.retire)
	r.task.Completion().OnEnd(r.ended) // also when it is canceled before it has begun
	return r, nil
}

// Child returns the actor as a child for a [Supervisor], with the actor's name. The child is
// [Permanent], so it is started again even after a Stop. It is ready when OnStarted has returned.
//
// The address and the mailbox outlive restarts: the next run handles what waits and what was
// stashed; only the message at which the actor failed is gone. The address ends with ctx's task.
// Once [Supervised.Add] has taken the child, or if [Start] has it when ctx's task ends, the address
// ends with the supervisor instead, or earlier, when the supervisor will not start the child again.
//
// The child runs on ctx's loop, one run at a time; only a run that was abandoned may still be
// ending beside the next. Child fails as [Spawn] does. It never suspends.
func (a Actor) Child(ctx context.Context) (Child, *Ref, error) {
	l := tasks.LoopOf(ctx)
	if l == nil {
		return Child{}, nil, tasks.ErrNoTask
	}
	c, err := newCell(l, a)
	if err != nil {
		return Child{}, nil, err
	}
	c.supervised = true
	c.maker = actor.Of(ctx)
	c.untilEnd = c.maker.OnEnd(c.unmade)
	return Child{Name: cmp.Or(a.Name, c.name()), Run: c.live, WaitReady: true, cell: c}, &Ref{cell: c}, nil
}
