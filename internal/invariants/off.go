//go:build !race && !actorloom_invariants

package invariants

// Enabled tells whether Check checks. It is true under -race and with the build
// tag actorloom_invariants.
const Enabled = false
