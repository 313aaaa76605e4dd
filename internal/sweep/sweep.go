// Package sweep says when to look through a collection for what can be dropped. Nobody tells when
// something in it has become useless, and to look each time that something is added would be
// quadratic.
package sweep

// Few is the number of items below which a collection is not looked through.
const Few = 64

// Sweep is due each time that the number of items has doubled since the last sweep. So it costs a
// constant time for each item that is added, and there are never more items than twice as many as
// the last sweep left, or Few. The zero value is ready to use.
type Sweep struct{ at int }

// Due reports whether to look through the n items before one more is added.
func (s *Sweep) Due(n int) bool { return n >= max(s.at, Few) }

// Done records that a sweep has left so many items.
func (s *Sweep) Done(left int) { s.at = 2 * left }
