package supervise

import (
	"cmp"
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Supervised is a running supervisor and the task that it runs in, which can be awaited and
// canceled like any other. Its methods belong on its loop. Only [Start] makes one.
type Supervised struct {
	*tasks.Task[struct{}]
	keeper *keeper
}

// Start runs s in a new task, as tasks.Go does. The end of a derived ctx ends the supervisor, as it
// ends any task of that context. It never suspends.
//
// If s is not valid, the supervisor has ended with the reason: ErrChildExists when two children
// have one name, tasks.ErrNilFunc when one has no Run, tasks.ErrInvalidState for an unknown
// Strategy or RestartType and for a wrong Backoff, tasks.ErrNoTask when ctx carries no task.
//
// A supervisor that gives up is reported at once when nobody awaits it and it has neither Events
// nor a Logger, which would tell of that. Its Done tells everybody.
func Start(ctx context.Context, s Supervisor) *Supervised {
	k, err := newKeeper(s)
	if k.loop = actor.LoopOf(ctx); k.loop == nil {
		err = tasks.ErrNoTask
	}
	if err != nil {
		return &Supervised{Task: tasks.Refused[struct{}](k.loop, err), keeper: k}
	}
	var opts []tasks.Option
	if s.Name != "" {
		opts = append(opts, tasks.Name(s.Name))
	}
	task := tasks.Go(ctx, tasks.Void(k.run), opts...)
	k.started = task.Completion()
	for c := k.first; c != nil; c = c.next {
		c.hold()
	}
	k.started.OnEnd(k.startedEnded)
	return &Supervised{Task: task, keeper: k}
}

// startedEnded is called when the task of Start has ended.
func (k *keeper) startedEnded() {
	if k.toldGaveUp {
		k.started.Retrieve()
	}
	if k.phase == fresh { // it was canceled before it began
		k.act(k.close)
	}
	k.letAllGo()
}

// unwatched reports whether Start has made the supervisor and nobody but startedEnded watches for
// its end.
func (k *keeper) unwatched() bool { return k.started != nil && k.started.Watchers() <= 1 }

// Add adds a child behind the others and starts it in its turn. It does not wait for that: a child
// whose start fails is restarted like any other. It fails with ErrChildExists when the name is
// taken, with ErrSupervisorClosed once the supervisor stops, with tasks.ErrNilFunc when the child
// has no Run, with tasks.ErrInvalidState for an unknown RestartType, with tasks.ErrForeignLoop for
// an actor of another loop, and with an error for an actor whose address has ended, or that
// runs already; one that is canceled and has not ended does not count. It never suspends.
func (s *Supervised) Add(child Child) error {
	if err := s.Loop().CheckGoroutine(); err != nil {
		return err
	}
	k := s.keeper
	switch {
	case k.started == nil: // Start has refused it
		return fmt.Errorf("child %q: %w: %w", child.Name, ErrSupervisorClosed, s.Completion().Err())
	case s.closed():
		return fmt.Errorf("child %q: %w", child.Name, ErrSupervisorClosed)
	}
	if err := child.refused(s.Loop()); err != nil {
		return err
	}
	var err error
	k.act(func() {
		child.Name = k.nameFor(child, nil)
		if err = cmp.Or(k.refusal(child), child.taken()); err == nil {
			k.add(child)
			k.last.take()
		}
	})
	return err
}

// Remove stops a child within its StopLimit, and forgets it when it has ended or was abandoned. An
// event tells of that, [Stopped] or [Abandoned], and until then the name is taken. A child that
// does not run is forgotten at once, without an event. Remove fails with ErrNoSuchChild when no
// child has the name. It never suspends.
func (s *Supervised) Remove(name string) error {
	if err := s.Loop().CheckGoroutine(); err != nil {
		return err
	}
	k := s.keeper
	c := k.named[name]
	if c == nil {
		return fmt.Errorf("%w: %q", ErrNoSuchChild, name)
	}
	k.act(func() {
		c.removed = true
		switch {
		case s.closed(): // it stops anyway, and nobody can have its name
		case c.run == nil:
			k.forget(c)
		default:
			k.ask(c.run)
			k.awaitNoMore(c)
		}
	})
	return nil
}

// RemoveAndWait is Remove, and suspends until the child has ended or was abandoned. Then the name is
// free, unless the supervisor stops. A cancellation, or the end of a derived context, ends the wait,
// and the child stops anyway. RemoveAndWait also fails with tasks.ErrForeignLoop on another loop,
// and then removes nothing. It fails with tasks.ErrSelfAwait when the child's end waits for the
// caller, and the child stops anyway: in a child that has been asked to stop and cleans up; in an
// actor that the child has spawned; and, while the supervisor stops, in a later child that cleans up.
// OTP: terminate_child and delete_child.
func (s *Supervised) RemoveAndWait(ctx context.Context, name string) error {
	if f, err := actor.Running(ctx); err != nil {
		return err
	} else if f.Loop() != s.Loop() {
		return fmt.Errorf("the supervisor of child %q: %w", name, tasks.ErrForeignLoop)
	}
	c := s.keeper.named[name]
	stays := c != nil && (c.run.heldUpBy(ctx) || c.stopsAfter(ctx))
	if err := s.Remove(name); err != nil || c.run == nil || s.Finished() {
		return err
	}
	if stays { // otherwise Remove has canceled the task that calls, which ends the wait
		return fmt.Errorf("the end of child %q waits for the task that waits for it: %w", name, tasks.ErrSelfAwait)
	}
	w, err := actor.Enter(ctx, fmt.Sprintf("the end of child %q", name))
	if err != nil {
		return err
	}
	return c.removers.Park(w)
}

// Children returns the children, in their order. It never suspends.
func (s *Supervised) Children() []ChildInfo {
	var all []ChildInfo
	for c := s.keeper.first; c != nil; c = c.next {
		info := ChildInfo{Name: c.Name, State: c.state, Restarts: max(0, c.runs-1), Err: c.err}
		if c.here() && !c.cell.retired {
			info.PID = c.cell.endpoint.PID()
		}
		all = append(all, info)
	}
	return all
}

// Shutdown stops all children, in the reverse order, each within its limit, and suspends until the
// supervisor has ended, without an error. When it is called again, or after the supervisor has
// ended for another reason, it returns the same report and the error that the supervisor ended
// with, unless that is a cancellation. That error is a [*GaveUpError], or the reason why [Start]
// refused the supervisor, of which no child ever ran.
//
// When the caller is canceled, or its derived ctx ends, the error is the cancellation or the cause,
// there is no report, and the supervisor goes on stopping. Shutdown fails with tasks.ErrForeignLoop
// on another loop.
func (s *Supervised) Shutdown(ctx context.Context) (*ShutdownReport, error) {
	if !s.Finished() {
		if err := awaitEndOf(ctx, "the shutdown", s.Task, func() { s.keeper.act(s.keeper.close) }); err != nil {
			return nil, err
		}
	}
	if s.keeper.report == nil { // it never began
		s.keeper.beginReport()
	}
	if s.Canceled() || s.keeper.canceled != nil && s.keeper.gaveUp == nil {
		return s.keeper.report, nil // the end of a derived context is no failure either
	}
	return s.keeper.report, s.Err()
}

func (s *Supervised) closed() bool {
	return s.Finished() || s.keeper.phase >= closing
}
