package actor

import (
	"fmt"
	"log/slog"
	"runtime/debug"
)

// PanicError is a panic that left a task's body or a callback. Formatted with %+v it tells
// the stack as well.
type PanicError struct {
	// Value is what was given to panic.
	Value any
	// Stack is where, as debug.Stack prints it.
	Stack []byte
	// frames is the same for Fiber.Stack.
	frames []uintptr
}

// NewPanicError makes the error of v. The deferred function that has recovered v calls it.
func NewPanicError(v any) *PanicError {
	return &PanicError{Value: v, Stack: debug.Stack(), frames: callers(4, mostFrames)}
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Format implements fmt.Formatter.
func (e *PanicError) Format(to fmt.State, verb rune) {
	if !detailed(to, verb) {
		fmt.Fprintf(to, fmt.FormatString(to, verb), e.Error())
		return
	}
	fmt.Fprint(to, e.Error())
	if len(e.Stack) > 0 {
		fmt.Fprintf(to, "\n%s", e.Stack)
	}
}

// LogValue implements slog.LogValuer: it leaves out the stack, which text handlers would print.
func (e *PanicError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// detailed reports whether a verb, such as %+v, asks for all that there is to tell.
func detailed(to fmt.State, verb rune) bool { return verb == 'v' && to.Flag('+') }

// Unwrap gives the value when it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
