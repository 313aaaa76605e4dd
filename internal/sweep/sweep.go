// Package sweep says when to look through a collection for what can be dropped. Nobody tells when
// something in it has become useless, and to look each time that something is added would be
// quadratic.
package sweep

// Few is how many are enough to be looked through.
const Few = 64

// Sweep is due each time that the number has doubled since the last one: so it costs a constant
// time for each that is added, and there are never more than twice as many as were left, or Few.
// The zero value is ready to use.
type Sweep struct{ at int }

// Due reports whether to look through n before one more is added.
func (s *Sweep) Due(n int) bool { return n >= max(s.at, Few) }

// Done notes that left are left.
func (s *Sweep) Done(left int) { s.at = 2 * left }
