package supervise

import (
	"fmt"

	"github.com/actorloom/actorloom/tasks"
)

// nameOf is the name of the i-th constant of a type.
func nameOf(i int, names ...string) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("unknown (%d)", i)
	}
	return names[i]
}

// checkKnown returns an error when v is none of the constants of its type, which range from 0 to
// last. what is a noun for them.
func checkKnown[T ~int](what string, v, last T) error {
	if v < 0 || v > last {
		return fmt.Errorf("no such %s: %d: %w", what, int(v), tasks.ErrInvalidState)
	}
	return nil
}
