// Package refusal tells an actor's own refusal of a message from that of another actor, which it
// has asked. The one is made in package supervise, the other arrives in package tasks.
package refusal

import (
	"errors"

	"github.com/actorloom/actorloom/internal/usererror"
)

// ErrUnhandled is that of package supervise.
var ErrUnhandled = errors.New("the actor does not handle this message")

// answered marks a refusal that is the answer to a request. It is a pointer: what it wraps may be of
// a type that cannot be compared.
type answered struct{ error }

func (e *answered) Unwrap() error { return e.error }

// Answered is err, the error of a request, and marked if it is a refusal.
func Answered(err error) error {
	if !usererror.Is(err, ErrUnhandled) {
		return err
	}
	return &answered{err}
}

// Own reports whether a handler that returns err refuses its message: a handler that passes on an
// answer does know its own message, and fails at it.
func Own(err error) bool {
	if err == nil || !usererror.Is(err, ErrUnhandled) {
		return false
	}
	_, passedOn := usererror.As[*answered](err)
	return !passedOn
}
