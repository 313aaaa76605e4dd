package actor

import (
	"fmt"
	"strings"
)

// ShutdownError names what a shutdown gave up on.
type ShutdownError struct {
	// Tasks are those that had not ended and were unwound: they refused their cancellation until
	// the limit was over, or were made after all others had been canceled.
	Tasks []string
	// Threads are those that still ran after the limit. They go on; their contexts have ended, with
	// ErrLoopClosed as the cause.
	Threads []string
}

func (e *ShutdownError) Error() string {
	var parts []string
	if len(e.Tasks) > 0 {
		parts = append(parts, givenUp("task", e.Tasks, "unwound"))
	}
	if len(e.Threads) > 0 {
		parts = append(parts, givenUp("thread", e.Threads, "left behind"))
	}
	return "shutdown: " + strings.Join(parts, "; ")
}

func givenUp(what string, names []string, fate string) string {
	if len(names) == 1 {
		return fmt.Sprintf("a %s did not end and was %s: %s", what, fate, names[0])
	}
	return fmt.Sprintf("%d %ss did not end and were %s: %s", len(names), what, fate, strings.Join(names, ", "))
}
