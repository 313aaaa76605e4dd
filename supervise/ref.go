package supervise

import (
	"context"
	"fmt"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Ref refers to an actor. All of its methods but Await may be called from any goroutine.
type Ref struct {
	cell *cell
	task *tasks.Task[struct{}]
}

// ended is called at the end of an actor that nobody restarts. It ends the address, and reports the
// actor's failure if nobody awaits the actor.
func (r *Ref) ended() {
	r.cell.retire()
	end := r.task.Completion()
	if err := end.Err(); err != nil && !end.Canceled() && r.cell.awaited == 0 { // whoever awaits it may yet be canceled
		end.Retrieve()
		r.cell.report("", err)
	}
}

// PID is the actor's address; nil for a nil or a zero Ref.
func (r *Ref) PID() *tasks.PID {
	if r == nil || r.cell == nil {
		return nil
	}
	return r.cell.endpoint.PID()
}

// String names the actor.
func (r *Ref) String() string { return fmt.Sprintf("actor %q", r.PID().GetId()) }

// Stop makes the actor finish the messages that it handles, and then stop. What waits in its
// mailbox becomes dead letters; for a supervisor's child it stays for the next start, see
// [Actor.Child]. On a nil or a zero Ref, Stop does nothing.
func (r *Ref) Stop() {
	if r != nil && r.cell != nil {
		r.cell.endpoint.Stop(nil)
	}
}

// Poison is Stop, but the actor handles what waits in its mailbox first.
func (r *Ref) Poison() {
	if r != nil && r.cell != nil {
		r.cell.endpoint.SendUserMessage(nil, &proto.PoisonPill{})
	}
}

// Await suspends until the actor has stopped, and returns the error that it failed with. A
// cancellation of the caller, or the end of a derived ctx, ends the wait, and the actor goes on.
//
// It fails with tasks.ErrForeignLoop on another loop, unless the actor has stopped; with
// ErrSupervised for an actor that a supervisor starts; and with tasks.ErrInvalidState for a nil or
// a zero Ref. It fails with tasks.ErrSelfAwait in a handler or a hook of the actor itself or of its
// children, since the actor does not stop before these have ended. A task that such a handler has
// started may wait, unless the handler waits for that task. Another goroutine waits by
// tasks.RunOn(ctx, loop, tasks.Void(ref.Await)).
func (r *Ref) Await(ctx context.Context) error {
	switch {
	case r == nil || r.cell == nil:
		return fmt.Errorf("the Ref is that of no actor, nil or a zero value: Spawn makes one: %w", tasks.ErrInvalidState)
	case r.task == nil:
		return fmt.Errorf("%s: %w", r.cell.name(), ErrSupervised)
	case !r.task.Finished() && r.cell.endWaitsFor(ctx, r.task):
		return fmt.Errorf("the actor %s awaits its own end: %w", r.cell.name(), tasks.ErrSelfAwait)
	}
	if !r.task.Finished() {
		w, _, err := newWaiter(ctx, "the end", r.task)
		if err != nil {
			return err
		}
		r.cell.awaited++
		defer func() { r.cell.awaited-- }()
		if err := w.park(NoLimit); err != nil {
			return err
		}
	}
	_, err := r.task.Await(ctx)
	return err
}

// endWaitsFor reports whether the actor, whose own task is given, does not stop before ctx's task
// has ended: that is the actor's own task or the task of a message under way, or such a task of one
// of its children.
func (c *cell) endWaitsFor(ctx context.Context, own *tasks.Task[struct{}]) bool {
	f := actor.Current(ctx)
	if f == nil || f.Loop() != c.loop {
		return false // the wait says what is wrong with ctx
	}
	if &f.Completion == own.Completion() {
		return true // in a hook
	}
	for e := c.life.children.Front(); e != nil; e = e.Next() {
		if child := e.Value.(*Ref); !child.task.Finished() && child.cell.endWaitsFor(ctx, child.task) {
			return true
		}
	}
	t := turnOf(ctx)
	if t == nil || t.life.cell != c {
		return false
	}
	for child := t.life.First(); child != nil; child = child.Next() {
		if child.Of() == &f.Completion {
			return true
		}
	}
	return f == t.life.eager // which is no child yet
}

// Dropped is how many messages a full mailbox has returned.
func (r *Ref) Dropped() int64 {
	if r == nil || r.cell == nil {
		return 0
	}
	return r.cell.dropped.Load()
}
