package actor

import (
	"fmt"
	"log/slog"
	"strings"
)

// GroupError is what several tasks of a group failed with, in the order in
// which they ended, and last its body; of a race, in the order of its coroutines.
// Formatted with %+v it formats them so, each on a line of its own. asyncio: ExceptionGroup.
type GroupError struct {
	// Errors are what the tasks failed with: no cancellations, except in that of a
	// race.
	Errors []error
}

func (e *GroupError) Error() string {
	return e.heading() + e.list(": ", "; ", "%v")
}

// Format is for package fmt.
func (e *GroupError) Format(to fmt.State, verb rune) {
	if detailed(to, verb) {
		fmt.Fprint(to, e.heading()+e.list(":\n", "\n", "%+v"))
		return
	}
	fmt.Fprintf(to, fmt.FormatString(to, verb), e.Error())
}

// LogValue is for package log/slog: without details, which text handlers would print.
func (e *GroupError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

func (e *GroupError) heading() string {
	if len(e.Errors) == 1 {
		return "an error in a group"
	}
	return fmt.Sprintf("%d errors in a group", len(e.Errors))
}

// list is the errors, each in a format.
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
