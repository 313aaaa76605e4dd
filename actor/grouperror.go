package actor

import (
	"fmt"
	"log/slog"
	"strings"
)

// GroupError holds the errors that the tasks of a group failed with, in the order in which they
// ended, and last that of the group's body. Those of a race are in the order of its coroutines.
// Formatted with %+v it formats each of them so, on a line of its own. asyncio: ExceptionGroup.
type GroupError struct {
	// Errors are what the tasks failed with. There are no cancellations among them, except in the
	// error of a race.
	Errors []error
}

func (e *GroupError) Error() string {
	return e.heading() + e.list(": ", "; ", "%v")
}

// Format implements fmt.Formatter.
func (e *GroupError) Format(to fmt.State, verb rune) {
	if detailed(to, verb) {
		fmt.Fprint(to, e.heading()+e.list(":\n", "\n", "%+v"))
		return
	}
	fmt.Fprintf(to, fmt.FormatString(to, verb), e.Error())
}

// LogValue implements slog.LogValuer: it leaves out details, which text handlers would print.
func (e *GroupError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

func (e *GroupError) heading() string {
	if len(e.Errors) == 1 {
		return "an error in a group"
	}
	return fmt.Sprintf("%d errors in a group", len(e.Errors))
}

// list returns the errors, each in format, with first before the first and others before each other
// one.
func (e *GroupError) list(first, others, format string) string {
	var b strings.Builder
	before := first
	for _, err := range e.Errors {
		b.WriteString(before)
		fmt.Fprintf(&b, format, err)
		before = others
	}
	return b.String()
}

// Split divides the errors into those that match and the rest; a part without
// errors is nil. asyncio: ExceptionGroup.split, except*.
func (e *GroupError) Split(match func(error) bool) (matched, rest *GroupError) {
	var yes, no []error
	for _, err := range e.Errors {
		inner, nested := err.(*GroupError)
		switch {
		case nested:
			m, r := inner.Split(match)
			if m != nil {
				yes = append(yes, m)
			}
			if r != nil {
				no = append(no, r)
			}
		case match(err):
			yes = append(yes, err)
		default:
			no = append(no, err)
		}
	}
	return groupOf(yes), groupOf(no)
}

// groupOf is a group of errs, nil when there are none.
func groupOf(errs []error) *GroupError {
	if len(errs) == 0 {
		return nil
	}
	return &GroupError{Errors: errs}
}

// Unwrap gives the errors to errors.Is and errors.As.
func (e *GroupError) Unwrap() []error { return e.Errors }
