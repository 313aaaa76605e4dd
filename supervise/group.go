package supervise

import (
	"context"
	"errors"
	"fmt"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

// ErrGroupClosed reports that a group takes no more tasks. asyncio: RuntimeError.
var ErrGroupClosed = errors.New("the group takes no more tasks")

// Group owns tasks: [WithGroup] does not return before they have ended.
//
//	state     entered by                             left by
//	open      WithGroup                              body's return (to closing), whatever aborts (to aborting)
//	closing   body's return                          the last task (to closed), whatever aborts (to aborting)
//	aborting  any error or Goexit of body; a         the last task, after body's return (to closed)
//	          failure of a task; a cancellation
//	          while closing; Cancel
//	closed    the last task, after body's return     never
//
// Aborting cancels every task, in the order of creation, and refuses new ones.
// An error of a task also cancels the calling task, so that body, or the wait for the
// other tasks, ends; that request is taken back when the group closes.
type Group struct {
	children    actor.Supervisor // with a groupPolicy
	parent      *actor.Fiber
	ctx         context.Context
	errors      []error
	place       place // of the parent, for the last task
	older       int   // requests to cancel the parent that are older than the group
	body        bodyState
	aborting    bool
	askedParent bool // the group has canceled the parent
	ctxEnded    bool // the end of ctx has canceled a task after body's return, before anything aborted the group
}

type bodyState uint8

const (
	bodyRuns bodyState = iota
	bodyReturned
	bodyExited // by Goexit: WithGroup returns to nobody
)

// WithGroup calls body with a new group, in the calling task, and then suspends until every task of
// the group has ended. When one fails, or body does, the others are canceled, and WithGroup fails
// with a [*tasks.GroupError] of all errors that are not cancellations; a panic of body is one of
// them.
//
// When the calling task is canceled, so are the group's tasks, and WithGroup returns the
// cancellation after they have ended. When ctx is a derived one and ends while WithGroup waits for
// the tasks, it returns the cause of ctx; when body returns that cause, it is one of the errors of
// a GroupError. WithGroup fails with tasks.ErrNilFunc when body is nil. asyncio: TaskGroup.
func WithGroup(ctx context.Context, body func(ctx context.Context, g *Group) error) error {
	f, err := actor.Running(ctx)
	if err != nil {
		return err
	}
	if body == nil {
		return fmt.Errorf("WithGroup without a body: %w", tasks.ErrNilFunc)
	}
	g := &Group{parent: f, ctx: ctx, older: f.OlderThanGroup()} // what the group's first await delivers must be passed on
	g.children.Supervise(f.Loop(), (*groupPolicy)(g))
	return g.leave(g.run(body))
}

// run calls body. A panic of body becomes an error of the group, so that the group's tasks end in
// order. A Goexit cancels the tasks, and goes on.
func (g *Group) run(body func(ctx context.Context, g *Group) error) (err error) {
	returned := false
	defer func() {
		if returned {
			return
		}
		if v := recover(); v != nil {
			err = actor.NewPanicError(v)
			return
		}
		g.body = bodyReturned // for now: tellErrors reports what fails during abort
		g.abort()
		g.body = bodyExited
		g.tellErrors()
	}()
	err = body(g.ctx, g)
	returned = true
	return err
}

// GoIn starts coro as a task of the group. coro gets the values of the context that [WithGroup] was
// given or, when GoIn is called in another task, those of that task's own context. Values and
// limits that body has added to its ctx do not reach coro.
//
// A group that has closed or is aborting refuses, and so does a nil or a zero one: the returned
// task has ended with ErrGroupClosed. A task that cannot be made, as of a nil coro, is a failure of
// the group; one that debug mode refuses, since the call came from another goroutine, is not: its
// own error says so. GoIn never suspends. asyncio: TaskGroup.create_task.
func GoIn[T any](g *Group, coro tasks.Coro[T], opts ...tasks.Option) *tasks.Task[T] {
	if g == nil || g.parent == nil {
		return tasks.Refused[T](nil, fmt.Errorf("%w: WithGroup makes one", ErrGroupClosed))
	}
	err := g.parent.Loop().CheckGoroutine()
	if err == nil {
		err = g.refusal()
	}
	if err != nil {
		t := tasks.Refused[T](g.parent.Loop(), err)
		if g.aborting { // the group's end says why, or somebody wants no more of it
			t.Completion().RetrieveRefusal()
		}
		return t
	}
	t := tasks.Go(callersContext(g.ctx, g.parent), coro, opts...)
	g.children.Adopt(t.Completion())
	if g.aborting { // since it took its first step, an eager one
		t.Cancel()
	}
	return t
}

// Cancel ends the group early: it cancels the group's tasks and the body, and
// WithGroup then returns without an error, unless a task failed. It never
// suspends. asyncio: TaskGroup.cancel, of Python 3.15.
func (g *Group) Cancel() {
	if g == nil || g.parent == nil || g.aborting || g.closed() {
		return
	}
	g.abort()
	g.askedParent = true
	g.parent.CancelAnew("")
}

// closed reports whether body has returned and every task has ended.
func (g *Group) closed() bool { return g.body != bodyRuns && g.children.Left() == 0 }

func (g *Group) refusal() error {
	switch {
	case g.closed():
		return fmt.Errorf("%w: it has ended", ErrGroupClosed)
	case g.aborting:
		return fmt.Errorf("%w: it is shutting down", ErrGroupClosed)
	}
	return nil
}

// leave takes the group from body's return, with err, to that of WithGroup.
func (g *Group) leave(err error) error {
	g.body = bodyReturned
	if err != nil && !g.aborting {
		g.abort()
	}
	canceled := g.awaitTasks(err)
	if g.askedParent && g.parent.UncancelOwn(g.older) {
		g.parent.ForgetUndelivered()
		canceled = nil
	}
	switch {
	case canceled != nil && len(g.errors) == 0:
		return canceled
	case err != nil && !tasks.IsCanceled(err):
		g.errors = append(g.errors, err)
	}
	if len(g.errors) == 0 {
		return nil
	}
	g.parent.Redeliver() // if it was canceled from elsewhere, too: the errors go first
	return &tasks.GroupError{Errors: g.errors}
}

// awaitTasks waits for the last task. It returns what stopped the group from outside, if anything
// did: the cancellation that body returned, a cancellation of the parent, or the cause of ctx.
func (g *Group) awaitTasks(body error) (stopped error) {
	if tasks.IsCanceled(body) {
		stopped = body
	}
	var late error // a cancellation while the group was aborting
	ctx := g.ctx
	for g.children.Left() > 0 {
		err := g.place.park(ctx, "a group", g)
		if err == nil {
			continue
		}
		ctx = g.parent.Context() // one end of a derived context is enough
		switch {
		case !g.aborting:
			stopped = err
			g.abort()
		case tasks.IsCanceled(err):
			late = err
		}
	}
	if g.ctxEnded && stopped == nil { // the tasks had ended before the parent heard of it
		stopped = context.Cause(g.ctx)
	}
	if late != nil && body == nil && !tasks.IsCanceled(stopped) {
		return late // Cancel, or the end of ctx, had aborted the group
	}
	return stopped
}

// String describes the group and the tasks that it waits for. asyncio: repr.
func (g *Group) String() string { return describe("group", g.children.First()) }

// abort cancels every task. One that the end of the group's context cancels anyway gets
// no second request.
func (g *Group) abort() {
	g.aborting = true
	for child := g.children.First(); child != nil; child = child.Next() {
		switch c := child.Of(); {
		case c.Finished():
		case g.ctx.Err() != nil:
			c.InterruptAnew(g.ctx)
		default:
			c.CancelAnew("") // not only passed on: an owner that is asked to end may end the group
		}
	}
}

// groupPolicy is a Group as the policy of its Supervisor.
type groupPolicy Group

// ChildDone handles a task's end.
func (p *groupPolicy) ChildDone(child *actor.Child) {
	g := (*Group)(p)
	if g.children.Left() == 0 {
		g.place.wake()
	}
	c := child.Of()
	if c.Canceled() {
		g.ctxEnded = g.ctxEnded || g.body != bodyRuns && !g.aborting && g.ctx.Err() != nil
		return
	}
	err := c.Outcome()
	if err == nil {
		return
	}
	if g.body == bodyExited || g.parent.Finished() {
		g.tell(err, c.Describe())
		return
	}
	g.errors = append(g.errors, err)
	if !g.aborting {
		g.abort()
		g.askedParent = true
		g.parent.Cancel("")
	}
}

// tellErrors reports the errors so far, which WithGroup will return to nobody. It goes on when the
// handler of reports ends the goroutine, too.
func (g *Group) tellErrors() {
	for len(g.errors) > 0 {
		err := g.errors[0]
		g.errors = g.errors[1:]
		goexit.Guard(func() { g.tell(err, g.parent.Name()) }, g.tellErrors)
	}
}

// tell reports an error that WithGroup cannot return any more.
func (g *Group) tell(err error, task string) {
	message := "a task of a group failed, whose body has ended its goroutine"
	if g.parent.Finished() {
		message = "a task of a group failed after the group's own task had ended"
	}
	g.parent.Loop().Report(actor.Report{Message: message, Err: err, Task: task})
}
