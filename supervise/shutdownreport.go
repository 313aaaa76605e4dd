package supervise

import (
	"fmt"
	"strings"
	"time"
)

// ShutdownReport says what became of a supervisor's children when it stopped. Each child that it
// had then is in one of the lists.
type ShutdownReport struct {
	// Supervisor is the supervisor's name.
	Supervisor string
	// Took is the time from the request to the last stop.
	Took time.Duration
	// Stopped are those that ran and have ended, in the order of their ends.
	Stopped []ChildStop
	// Abandoned are those that go on beyond their limit: first those that were abandoned before the
	// shutdown and still run, then those abandoned by the shutdown. A child that was abandoned
	// before it, and then started again or was about to be, is in two lists.
	Abandoned []ChildStop
	// Idle are those that did not run when the shutdown began, in their order:
	// they had ended, or waited for their start.
	Idle []string
}

// ChildStop is how a child stopped.
type ChildStop struct {
	// Child is the child's name.
	Child string
	// Took is the time from the request to the end, or zero when the child ended by itself. For an
	// abandoned child it is the limit.
	Took time.Duration
	// Err is what it failed with while it stopped, if it did.
	Err error
}

// String returns the report in one line.
func (r *ShutdownReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "supervisor %q stopped in %v: %d stopped", r.Supervisor, r.Took, len(r.Stopped))
	for _, s := range r.Stopped {
		if s.Err != nil {
			fmt.Fprintf(&b, ", %s with an error (%v)", s.Child, s.Err)
		}
	}
	fmt.Fprintf(&b, "; %d abandoned", len(r.Abandoned))
	sep := ": "
	for _, s := range r.Abandoned {
		fmt.Fprintf(&b, "%s%s after %v", sep, s.Child, s.Took)
		sep = ", "
	}
	fmt.Fprintf(&b, "; %d idle", len(r.Idle))
	return b.String()
}
