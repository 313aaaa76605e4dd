package supervise

import (
	"cmp"
	"context"
	"fmt"
	"reflect"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

// Handler handles one message of an actor. It may await: the loop and the other
// actors go on meanwhile. What it returns goes to whoever asked; a nil reply without an
// error goes as a [tasks.NoReply]. When nobody asked, an error is a failure of the actor,
// but for [ErrUnhandled]; a panic is one in any case.
type Handler func(ctx context.Context, msg any) (reply any, err error)

// Typed is a handler for messages of one type; others are refused with an error
// that names both types. Typed of nil is nil, which Spawn refuses.
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

// Actor is what an actor does. Each message that it gets runs as a task of its
// own. The zero value of each field but Handle is what most want.
//
// An actor's ctx, which [Self], [Watch], [SpawnChild] and others need, is that of Handle, of
// OnStarted and its like, and of the tasks that these start. On another loop than the actor's,
// whatever needs it and can fail does, with tasks.ErrForeignLoop.
type Actor struct {
	// Name is part of its address; a number is added when it is taken. When empty, it
	// is "actor/" and a number.
	Name string
	// Handle handles its messages.
	Handle Handler
	// Interleave is how many messages it may handle at a time: they take turns at
	// their awaits. Zero and one mean one: the next starts when the last has ended.
	// Negative means any number.
	Interleave int
	// Capacity is how many messages may wait; zero or less means any number. What was
	// stashed does not count, nor do a poison pill, a *proto.Terminated and a
	// [ReceiveTimeout], for which there is always room.
	Capacity int
	// Overflow says what happens to one more.
	Overflow Overflow
	// OnStarted is called before the first message, and again after a restart, which
	// keeps what the functions here close over. Its error is a failure of the actor,
	// after which none of the others is called.
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
	// OnStopped is called when its children have stopped. Its error is like that of
	// OnStopping.
	OnStopped func(ctx context.Context) error
}

// Overflow is what a full mailbox does with one more message.
type Overflow int

const (
	// Refuse returns the new message: its asker gets an error that is
	// ErrMailboxFull. One that nobody waits for becomes a dead letter.
	Refuse Overflow = iota
	// DropOldest returns the oldest that waits, in the same way.
	DropOldest
	// DropNewest returns the latest that waits, in the same way.
	DropNewest
)

func (o Overflow) String() string { return nameOf(int(o), "refuse", "drop oldest", "drop newest") }

// Spawn starts an actor as a task of ctx's loop, with an address, and returns at once.
// The end of ctx does not stop it, nor that of the task that calls. Its end with an error that
// nobody supervises is reported by the loop. It fails with
// tasks.ErrNilFunc when a has no Handle, with tasks.ErrInvalidState for an unknown Overflow,
// with tasks.ErrNoTask, and with tasks.ErrLoopClosed. It never suspends.
func Spawn(ctx context.Context, a Actor) (*Ref, error) {
	l := tasks.LoopOf(ctx)
	if l == nil {
		return nil, tasks.ErrNoTask
	}
	return SpawnOn(ctx, l, a)
}

// SpawnOn is Spawn on a loop, for callbacks and for code before the loop runs; after
// [tasks.Start], and on other goroutines, call Spawn in a [tasks.RunOn]. A nil loop is
// tasks.ErrNoLoop. It never suspends.
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

// Child makes the actor a child of a [Supervisor], with the actor's name. The child is [Permanent]:
// it is started again after a Stop, too. It is ready when OnStarted has returned.
//
// The address and the mailbox outlive restarts: the next run handles what waits and what was
// stashed; only the message at which the actor failed is gone. The address ends with ctx's task.
// Once [Supervised.Add] has taken the child, the address ends with the supervisor instead, or
// earlier, when the supervisor will not start the child again.
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
	c.untilEnd = c.maker.OnEnd(c.retire)
	return Child{Name: cmp.Or(a.Name, c.name()), Run: c.live, WaitReady: true, cell: c}, &Ref{cell: c}, nil
}
