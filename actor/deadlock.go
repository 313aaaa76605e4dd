package actor

import (
	"fmt"
	"strings"
)

// DeadlockError reports that nothing can ever happen again in a run under a virtual clock. When the
// loop is then shut down, the error's text is the message of the cancellations.
type DeadlockError struct {
	// Waits says who waits for whom: the tasks in the order of creation.
	Waits []Waiting
}

// Waiting is one task and what it waits for.
type Waiting struct {
	// Task is the task's name.
	Task string
	// For describes what it waits for.
	For string
}

func (e *DeadlockError) Error() string {
	if len(e.Waits) == 0 {
		return "deadlock: nothing is ready, no deadline is set, and no task is left that could end the run"
	}
	var b strings.Builder
	b.WriteString("deadlock: nothing is ready and no deadline is set")
	for _, w := range e.Waits {
		fmt.Fprintf(&b, "\n\ttask %q waits for %s", w.Task, w.For)
	}
	return b.String()
}

func (l *Loop) deadlock() error {
	err := &DeadlockError{}
	for _, f := range l.Fibers() {
		err.Waits = append(err.Waits, Waiting{Task: f.Name(), For: f.Awaiting()})
	}
	return err
}

// tellDeadlock calls the hook of OnDeadlock. A hook that panics or ends its goroutine counts as
// told: otherwise the next driver would tell it again, without end.
func (l *Loop) tellDeadlock() {
	err := l.deadlock()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer l.recoverPanic(callbackPanicked)
		l.onDeadlock(err)
	}()
	<-ended
}
