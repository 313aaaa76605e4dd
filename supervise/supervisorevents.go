package supervise

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Event is something that happened under a [Supervisor]: a [Started], [Failed],
// [Restarted], [GaveUp], [Stopped] or [Abandoned].
//
// Each run of a child begins with one Started and ends with one Stopped or one
// Abandoned, unless the loop gives up on its tasks and closes first. Failed, if the run
// failed, comes right before Stopped, or after Abandoned when a run that goes on fails.
// Restarted, if the run is not the child's first, comes right before Started.
type Event interface {
	// Subject is the supervisor's name and the child's.
	Subject() (supervisor, child string)
	// String describes the event.
	String() string
	level() slog.Level
}

// About says whom an [Event] is about.
type About struct {
	// Supervisor is the supervisor's name.
	Supervisor string
	// Child is the child's name.
	Child string
}

// Subject is the supervisor's name and the child's.
func (a About) Subject() (supervisor, child string) { return a.Supervisor, a.Child }

// Started reports that a run of a child begins. When the child is stopped in the same instant, its
// Run is not called.
type Started struct {
	About
	// N counts the child's runs, from 1.
	N int
}

// Failed reports that a child failed: by an error, a panic, Goexit, or a cancellation that its
// supervisor did not request. A child may also fail while it is being stopped, or after it was
// abandoned.
type Failed struct {
	About
	// Err is a *tasks.PanicError, tasks.ErrGoexit, a *tasks.CanceledError, or what
	// the child returned.
	Err error
	// Stack is where it panicked; it is empty if it did not.
	Stack string
}

// Restarted reports that a child is started again.
type Restarted struct {
	About
	// N counts the child's restarts, from 1.
	N int
	// After is how long the child was down.
	After time.Duration
}

// GaveUp reports that a supervisor gives up: it stops all its children and ends with a
// [GaveUpError].
type GaveUp struct {
	About
	// Err is what the child failed with; nil when it ended without an error.
	Err error
}

// Stopped reports that a run of a child has ended, in whatever way.
type Stopped struct {
	About
	// Took is the time from the request to stop to the end; zero when the child
	// ended by itself.
	Took time.Duration
}

// Abandoned reports that a child had not ended when the limit for its stop was over. It goes on,
// and nobody waits for it.
type Abandoned struct {
	About
	// After is the limit.
	After time.Duration
}

func (e Started) String() string {
	return fmt.Sprintf("%s/%s started, run %d", e.Supervisor, e.Child, e.N)
}

func (e Failed) String() string {
	return fmt.Sprintf("%s/%s failed: %v", e.Supervisor, e.Child, e.Err)
}

func (e Restarted) String() string {
	return fmt.Sprintf("%s/%s is restarted, restart %d, after %v", e.Supervisor, e.Child, e.N, e.After)
}

func (e GaveUp) String() string {
	return fmt.Sprintf("%s gave up on %s: %s", e.Supervisor, e.Child, lastStraw(e.Err))
}

func (e Stopped) String() string { return fmt.Sprintf("%s/%s stopped", e.Supervisor, e.Child) }

func (e Abandoned) String() string {
	return fmt.Sprintf("%s/%s was abandoned: it did not stop within %v", e.Supervisor, e.Child, e.After)
}

func (Started) level() slog.Level   { return slog.LevelDebug }
func (Failed) level() slog.Level    { return slog.LevelError }
func (Restarted) level() slog.Level { return slog.LevelWarn }
func (GaveUp) level() slog.Level    { return slog.LevelError }
func (Stopped) level() slog.Level   { return slog.LevelDebug }
func (Abandoned) level() slog.Level { return slog.LevelError }

// deliver passes an event to Events, to the Logger and to the event stream. An error that neither
// Events nor the Logger has taken goes to the loop's exception handler. A subscriber of the event
// stream does not count: it is not known to be there for errors.
func (k *keeper) deliver(e Event) {
	heard := false
	if k.conf.Events != nil {
		heard = k.guard("Events", func() { k.conf.Events(e) })
	}
	if k.conf.Logger != nil {
		heard = k.guard("Logger", func() {
			k.conf.Logger.LogAttrs(context.Background(), e.level(), "supervisor: "+e.String(), attributes(e)...)
		}) || heard
	}
	if k.conf.Publish {
		k.guard("a subscriber", func() { k.loop.System().EventStream.Publish(e) })
	}
	if heard {
		return
	}
	_, child := e.Subject()
	r := tasks.Report{Task: k.conf.taskName(child)}
	switch e := e.(type) {
	case Failed:
		r.Message, r.Err = "a supervised child failed", e.Err
	case Abandoned:
		r.Message = fmt.Sprintf("a supervised child was abandoned: it did not stop within %v", e.After)
	case GaveUp: // otherwise Run returns it, or the await of what Start has made
		if !k.unwatched() {
			return
		}
		k.toldGaveUp = true
		r.Message, r.Err = "a supervisor gave up on a child, and stops", k.gaveUp
	default:
		return
	}
	k.loop.Report(r)
}

// taskName is the name of a child's task.
func (s Supervisor) taskName(child string) string {
	if s.Name == "" {
		return child
	}
	return s.Name + "/" + child
}

func attributes(e Event) []slog.Attr {
	supervisor, child := e.Subject()
	attrs := []slog.Attr{slog.String("supervisor", supervisor), slog.String("child", child)}
	switch e := e.(type) {
	case Failed:
		attrs = append(attrs, slog.Any("error", e.Err))
		if e.Stack != "" {
			attrs = append(attrs, slog.String("stack", e.Stack))
		}
	case GaveUp:
		if e.Err != nil {
			attrs = append(attrs, slog.Any("error", e.Err))
		}
	}
	return attrs
}

// guard calls fn, which is the user's. When fn panics, the loop reports that, and guard returns
// false: nothing may unwind a loop.
func (k *keeper) guard(what string, fn func()) (ok bool) {
	defer func() {
		if v := recover(); v != nil {
			k.loop.Report(tasks.Report{
				Message: fmt.Sprintf("%s of supervisor %q panicked", what, k.conf.Name),
				Err:     actor.NewPanicError(v),
			})
		}
	}()
	fn()
	return true
}
