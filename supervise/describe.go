package supervise

import (
	"fmt"
	"strings"

	"github.com/actorloom/actorloom/actor"
)

// describe names a supervisor and the children that it still waits for, if any.
func describe(what string, first *actor.Child) string {
	if first == nil {
		return what
	}
	var left []string
	for child := first; child != nil; child = child.Next() {
		if len(left) == 3 {
			left = append(left, "…")
			break
		}
		left = append(left, child.Of().Describe())
	}
	return fmt.Sprintf("%s of %s", what, strings.Join(left, ", "))
}
