package supervise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/tasks"
)

// keeper is the policy of a [Supervisor]: one Run of it.
//
//	phase     entered by                             left by
//	fresh     Run, Start                             its first step (to open); Shutdown, a cancellation (to closing)
//	open      its first step; the end of resting     a restart, under OneForAll or RestForOne (to clearing); close
//	clearing  such a restart                         the last stop of the set (to resting); close
//	resting   the last stop of the set               the backoff (to open); the restart of an earlier child (to clearing); close
//	closing   close: Shutdown, a cancellation, or    the last stop (to closed)
//	          giving up
//	closed    the last stop                          never
//
// In the phase open children start in order, at next, unless one is awaited. In clearing
// and closing they stop in the reverse order, one at a time, at stopAt. The set is the children
// that are restarted together: keeperrestart.go has an example.
//
// Rule: every change is made by act, which then does all that is due. It tells the events last,
// when everything is consistent, because whoever is told may change things in turn.
type keeper struct {
	actor.Supervisor
	conf     Supervisor
	ctx      context.Context // values for the children
	loop     *tasks.Loop
	place    place // of the supervisor's own task
	phase    phase
	busy     bool
	untold   []Event
	restarts restartWindow

	first, last *supervisedChild
	named       map[string]*supervisedChild
	runs        map[*actor.Child]*childRun
	serial      int // of the latest child

	// Of starting, in the phase open.
	next    *supervisedChild // whose turn it is; nil when all have had theirs
	awaited *supervisedChild // has been started and is not ready
	isReady bool             // and has said so

	// Of stopping, in clearing and closing.
	stopAt *supervisedChild // who is to stop next, or is asked to: of those that are to stop, none behind it runs

	// Of a set, in clearing and resting: see keeperrestart.go.
	from  *supervisedChild // the first of the set; nil when there is no set
	marks []*restartMark   // of the failures for which it is restarted
	due   time.Time        // the end of resting
	rest  *actor.Callback  // at due

	gaveUp     *GaveUpError
	started    *actor.Completion // of the task that Start has made; otherwise nil
	toldGaveUp bool              // a report has said so
	canceled   error             // what ended the wait: a cancellation, or the cause of a derived context
	abandoned  []*childRun       // that have not ended
	report     *ShutdownReport
	closeAt    time.Time
}

type phase int

const (
	fresh phase = iota
	open
	clearing
	resting
	closing
	closed
)

// newKeeper makes the keeper of s, and returns an error if s is not valid. The keeper is usable
// even then.
func newKeeper(s Supervisor) (*keeper, error) {
	k := &keeper{conf: s, named: make(map[string]*supervisedChild), runs: make(map[*actor.Child]*childRun), restarts: newRestartWindow(&s)}
	errs := []error{s.check()}
	names := make(map[string]bool, len(s.Children))
	for _, child := range s.Children {
		names[child.Name] = true
	}
	for _, child := range s.Children {
		child.Name = k.nameFor(child, names)
		errs = append(errs, k.refusal(child))
		k.add(child) // also one that is not valid: the report names each
	}
	if err := errors.Join(errs...); err != nil {
		return k, fmt.Errorf("supervisor %q: %w", s.Name, err)
	}
	return k, nil
}

// nameFor returns a child's name. A child without one gets a name that is free, and not that of a
// sibling that is still to be added.
func (k *keeper) nameFor(child Child, siblings map[string]bool) string {
	name := child.Name
	for n := k.serial + 1; name == ""; n++ {
		if free := fmt.Sprintf("child-%d", n); k.named[free] == nil && !siblings[free] {
			name = free
		}
	}
	return name
}

// refusal returns why a child, which has a name, cannot be added, or nil when it can.
func (k *keeper) refusal(child Child) error {
	switch {
	case child.Run == nil:
		return fmt.Errorf("child %q: %w", child.Name, tasks.ErrNilFunc)
	case k.named[child.Name] != nil:
		return fmt.Errorf("%w: %q", ErrChildExists, child.Name)
	}
	if err := checkKnown("restart type", child.Restart, Temporary); err != nil {
		return fmt.Errorf("child %q: %w", child.Name, err)
	}
	return nil
}

// run is the body of the supervisor's task.
func (k *keeper) run(ctx context.Context) error {
	f, err := actor.Running(ctx)
	if err != nil {
		return err
	}
	goexit.Guard(func() { err = k.serve(ctx, f) }, func() { k.act(k.close) }) // nobody else would stop the children
	return err
}

// serve starts the children and waits for the end.
func (k *keeper) serve(ctx context.Context, f *actor.Fiber) error {
	if k.phase == fresh {
		k.ctx, k.loop = ctx, f.Loop()
		k.Supervise(k.loop, k)
		k.act(func() { k.phase, k.next = open, k.first })
	}
	var asked error // the latest cancellation of the task, and not the cause of a context
	for k.phase != closed {
		requested, err := requestIn(f, func() error { return k.place.park(ctx, "a supervisor", k) })
		if err != nil {
			ctx = f.Context() // one end of a derived context is enough
			if requested {
				asked = err
			}
			k.canceled = laterEnd(k.canceled, err)
			k.act(k.close)
		}
	}
	if k.gaveUp == nil {
		return k.canceled
	}
	if asked != nil { // giving up goes first
		actor.CancelLater(f.Context(), reasonOf(asked))
	}
	return k.gaveUp
}

// String describes the supervisor and the children that it waits for.
func (k *keeper) String() string {
	return describe(fmt.Sprintf("supervisor %q", k.conf.Name), k.First())
}

// act makes a change, does what is due after it, and tells the events.
func (k *keeper) act(change func()) {
	if k.busy { // the outer act goes on
		change()
		return
	}
	k.busy = true
	goexit.Guard(func() {
		change()
		k.doAllDue()
	}, func() { // whoever was told ends the goroutine: the rest is told before it is gone
		k.busy = false
		k.act(func() {})
	})
	k.busy = false
}

// doAllDue does what is due, tells the events, and says that the supervisor is ready, until nothing
// of that is left.
func (k *keeper) doAllDue() {
	for k.step() || k.deliverNext() || k.sayReady() {
	}
}

// deliverNext tells the next event, and reports whether there was one.
func (k *keeper) deliverNext() bool {
	if len(k.untold) == 0 {
		return false
	}
	e := k.untold[0]
	k.untold[0] = nil // for the garbage collector
	k.untold = k.untold[1:]
	k.deliver(e)
	return true
}

func (k *keeper) tell(e Event) { k.untold = append(k.untold, e) }

func (k *keeper) about(c *supervisedChild) About {
	return About{Supervisor: k.conf.Name, Child: c.Name}
}

// step does one thing that is due, and reports whether there was one.
func (k *keeper) step() bool {
	switch k.phase {
	case open:
		return k.startNext()
	case clearing, closing:
		return k.stopNext()
	}
	return false
}

// startNext starts the next child in the order.
func (k *keeper) startNext() bool {
	for k.next != nil && k.awaited == nil {
		c := k.next
		k.next = c.next
		if c.state == ChildWaiting {
			if c.WaitReady {
				k.awaited = c
			}
			k.start(c)
			return true
		}
	}
	return false
}

// sayReady says, once, that the supervisor is ready, and reports whether it did. Whoever waits for
// that goes on at once, and may change something here.
func (k *keeper) sayReady() bool {
	if k.isReady || k.phase != open || k.next != nil || k.awaited != nil {
		return false
	}
	k.isReady = true
	Ready(k.ctx)
	return true
}
