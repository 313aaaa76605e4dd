package supervise

import (
	"fmt"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/usererror"
	"github.com/actorloom/actorloom/tasks"
)

// requestIn calls fn, in which f awaits, and returns its error. It reports whether that is a
// request to cancel f, and neither the cause of a derived context nor a cancellation of somebody
// else.
func requestIn(f *actor.Fiber, fn func() error) (requested bool, err error) {
	before, pending := f.Canceling(), f.Undelivered()
	err = fn()
	return tasks.IsCanceled(err) && (pending || f.Canceling() > before), err
}

// laterEnd returns which of two reasons to end counts: why or, later, again. That is the first one,
// if there is one, but a cancellation goes before the cause of a context.
func laterEnd(why, again error) error {
	if why == nil || tasks.IsCanceled(again) && !tasks.IsCanceled(why) {
		return again
	}
	return why
}

// reasonOf returns the message of err, if that is a cancellation or wraps one, and otherwise its
// text.
func reasonOf(err error) string {
	if canceled, ok := usererror.As[*tasks.CanceledError](err); ok {
		return canceled.Msg
	}
	return fmt.Sprint(err)
}
