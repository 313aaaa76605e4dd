package supervise

import (
	"context"
	"slices"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/usererror"
	"github.com/actorloom/actorloom/tasks"
)

// childRun is one run of a child: its task.
//
//	state      entered by  left by
//	running    start       its end (to over), ask (to asked)
//	asked      ask         its end (to over), its limit (to abandoned)
//	abandoned  abandon     its end (to over)
//	over       ended       never
type childRun struct {
	of        *supervisedChild
	task      *tasks.Task[struct{}]
	began     time.Time
	asked     bool // to stop, at askedAt
	askedAt   time.Time
	limit     *actor.Callback
	abandoned bool
}

type runKey struct{}

// runOf returns the run of a child that ctx belongs to. It is nil when there is none, and when the
// run is of another loop than ctx's task: what the child runs in a thread may have a loop of its
// own.
func runOf(ctx context.Context) *childRun {
	r := runAnywhere(ctx)
	if r != nil && elsewhere(ctx, r.of.keeper.loop) {
		return nil
	}
	return r
}

// runAnywhere is runOf, on whatever loop.
func runAnywhere(ctx context.Context) *childRun {
	r, _ := ctx.Value(runKey{}).(*childRun)
	return r
}

// mayStartAgain reports whether the child that ctx belongs to may be started again after a failure.
// The supervisor's Decide or Intensity may still rule that out.
func mayStartAgain(ctx context.Context) bool {
	r := runOf(ctx)
	return r == nil || r.of.Restart != Temporary && !r.of.removed && r.of.keeper.phase < closing
}

// start begins a run of c.
func (k *keeper) start(c *supervisedChild) {
	now := k.loop.Now()
	c.runs++
	r := &childRun{of: c, began: now}
	c.run = r
	c.state = ChildRunning
	if c.WaitReady {
		c.state = ChildStarting
	}
	if c.runs > 1 {
		k.tell(Restarted{k.about(c), c.runs - 1, now.Sub(c.downSince)})
	}
	k.tell(Started{k.about(c), c.runs})
	goexit.Guard(func() {
		r.task = tasks.GoOn(context.WithValue(k.ctx, runKey{}, r), k.loop, tasks.Void(c.Run), tasks.Name(k.conf.taskName(c.Name)))
	}, func() {
		k.loop.CallSoon(func() { k.act(func() { k.ended(r, tasks.ErrGoexit, false) }) })
	})
	k.runs[k.Adopt(r.task.Completion())] = r
	if r.asked { // by an eager body, which has run already
		r.task.Cancel()
	}
}

// ask cancels a run, once, and sets its time limit. A run that has ended needs neither: its Done is
// on the way.
func (k *keeper) ask(r *childRun) {
	if r.asked || r.task != nil && r.task.Finished() {
		return
	}
	r.asked = true
	r.askedAt = k.loop.Now()
	r.of.state = ChildStopping
	if r.task != nil {
		r.task.Cancel()
	}
	if limit := r.of.stopLimit(); limit >= 0 {
		r.limit = k.loop.CallLater(limit, func() { k.act(func() { k.abandon(r) }) })
	}
}

// endWaitsFor reports whether the run does not end before ctx's task has gone on: that is its own
// task or, for an actor, one of those that its end waits for.
func (r *childRun) endWaitsFor(ctx context.Context) bool {
	switch {
	case r.task == nil: // it takes its first step, eagerly
		return false
	case r.of.here():
		return r.of.cell.endWaitsFor(ctx, r.task)
	}
	f := actor.Of(ctx)
	return f != nil && &f.Completion == r.task.Completion()
}

// heldUpBy reports whether ctx's task would wait for ever if it waited for the end of r after a
// Remove: the end of r waits for that task (endWaitsFor), and the Remove does not cancel it:
//
//	ctx's task is of                      it is not canceled
//	r itself, or a message of its actor   if r was asked to stop before, since a run is asked once
//	an actor that r's actor has spawned   in any case, since that actor is only told to stop
//	a child of the supervisor that r is   if the same holds for the run of that child
//
// r may be nil.
func (r *childRun) heldUpBy(ctx context.Context) bool {
	l := lifeOf(ctx)
	inner := runOf(ctx)
	if inner == nil && l != nil { // live hides it
		inner = l.run
	}
	switch {
	case r == nil:
		return false
	case inner.within(r):
		return inner.heldUpBy(ctx)
	case !r.endWaitsFor(ctx):
		return false
	}
	return r.asked || r.of.here() && l != nil && l.cell != r.of.cell
}

// within reports whether outer is the run of r's supervisor, or of one above that, each of which
// waits for the one below. r may be nil.
func (r *childRun) within(outer *childRun) bool {
	for r != nil {
		above := r.of.keeper.ctx
		r = runOf(above)
		if r == nil || r.task == nil || &actor.Of(above).Completion != r.task.Completion() {
			return false // of Start: nobody knows who waits for that supervisor
		}
		if r == outer {
			return true
		}
	}
	return false
}

// stopsAfter reports whether the supervisor stops, and stops c only when ctx's task, which is of a
// later child, has gone on. If c was asked to stop before, it does not wait for that.
func (c *supervisedChild) stopsAfter(ctx context.Context) bool {
	if c.keeper.phase != closing || c.run == nil || c.run.asked {
		return false
	}
	for later := c.next; later != nil; later = later.next {
		if later.run.heldUpBy(ctx) {
			return true
		}
	}
	return false
}

// took is the time since the run was asked to stop, zero when it was not.
func (r *childRun) took(now time.Time) time.Duration {
	if !r.asked {
		return 0
	}
	return now.Sub(r.askedAt)
}

// abandon stops waiting for a run whose time limit has passed. The end of the run is still watched,
// since it may fail.
func (k *keeper) abandon(r *childRun) {
	c := r.of
	if c.run != r || r.task.Finished() {
		return
	}
	r.abandoned = true
	k.abandoned = append(k.abandoned, r)
	c.down(ChildAbandoned)
	k.tell(Abandoned{k.about(c), c.stopLimit()})
	if k.phase == closing {
		k.report.Abandoned = append(k.report.Abandoned, ChildStop{Child: c.Name, Took: c.stopLimit()})
		return
	}
	k.afterStop(c)
}

// down is the end of the wait for c's run.
func (c *supervisedChild) down(s ChildState) {
	c.run, c.state, c.downSince = nil, s, c.keeper.loop.Now()
	c.removers.WakeAll()
}

// ChildDone handles the end of a run.
func (k *keeper) ChildDone(child *actor.Child) {
	r, c := k.runs[child], child.Of()
	delete(k.runs, child)
	k.act(func() { k.ended(r, c.Outcome(), c.Canceled()) })
}

// ended decides what the end of a run means.
func (k *keeper) ended(r *childRun, err error, canceled bool) {
	c, now := r.of, k.loop.Now()
	if canceled && (r.asked || k.phase == closing) {
		err = nil // it did as it was told, which is no failure
	}
	if err != nil {
		c.err = err
		k.tell(Failed{k.about(c), err, stackOf(err)})
	}
	if r.abandoned {
		k.abandoned = slices.DeleteFunc(k.abandoned, func(other *childRun) bool { return other == r })
		return
	}
	cancelTimer(&r.limit)
	c.down(ChildEnded)
	took := r.took(now)
	k.tell(Stopped{k.about(c), took})
	switch {
	case k.phase == closing:
		k.report.Stopped = append(k.report.Stopped, ChildStop{Child: c.Name, Took: took, Err: err})
	case c.removed || r.asked:
		k.afterStop(c)
	default:
		k.endedByItself(c, err, now.Sub(r.began))
	}
}

func stackOf(err error) string {
	if p, ok := usererror.As[*tasks.PanicError](err); ok {
		return string(p.Stack)
	}
	return ""
}
