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
	// String is for people to read.
	String() string
	level() slog.Level
}

// About is whom an [Event] is about.
type About struct {
	// Supervisor is the supervisor's name.
	Supervisor string
	// Child is the child's name.
	Child string
}

// Subject is the supervisor's name and the child's.
func (a About) Subject() (supervisor, child string) { return a.Supervisor, a.Child }

// Started is a run of a child that begins. When it is stopped in the same instant, its Run is not
// called.
type Started struct {
	About
	// N counts the child's runs, from 1.
	N int
}

// Failed is a child that failed: by an error, a panic, Goexit, or a cancellation
// that its supervisor did not request. A child that fails while it is stopped, or
// after it was abandoned, has failed too.
type Failed struct {
	About
	// Err is a *tasks.PanicError, tasks.ErrGoexit, a *tasks.CanceledError, or what
	// the child returned.
	Err error
	// Stack is where it panicked; else it is empty.
	Stack string
}

// Restarted is a child that is started again.
type Restarted struct {
	About
	// N counts the child's restarts, from 1.
	N int
	// After is how long the child was down.
	After time.Duration
}

// GaveUp is a supervisor that stops all its children and ends with a
// [GaveUpError].
type GaveUp struct {
	About
	// Err is what the child failed with; nil when it ended without an error.
	Err error
}

// Stopped is a run of a child that has ended, in whatever way.
type Stopped struct {
	About
	// Took is the time from the request to stop to the end; zero when the child
	// ended by itself.
	Took time.Duration
}

// Abandoned is a child that had not ended when the limit for its stop was over. It
// goes on, and nobody waits for it.
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

// deliver tells everybody who wants to know. Errors go to the loop's exception
// handler when nobody has taken them: a subscription to the event stream is not
// known to be for them.
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
	case GaveUp: // else it is what Run returns, or the await of what Start has made
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

// guard calls fn, the user's, and reports false when it panicked: nothing may
// unwind a loop.
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
