// Package invariants asserts the numbered invariants of docs/design.md. A build
// without them pays nothing: guard what is costly to compute with Enabled.
package invariants

import "fmt"

// Check panics when invariant number n does not hold. A failure is a bug of
// this library, never of its caller.
func Check(holds bool, n int, format string, args ...any) {
	if Enabled && !holds {
		panic(fmt.Sprintf("actorloom: invariant %d of docs/design.md is broken: %s", n, fmt.Sprintf(format, args...)))
	}
}
