package heap

import "slices"

// doubled is the number of elements up to which append itself doubles the room.
const doubled = 256

// roomier returns s, to which the caller then appends one element. When a long s is full, it
// doubles the room first. append alone would make s longer by a quarter: until a slice has a
// million elements, each would be copied four times, into memory that is new each time. That took a
// third of the time of a million timers.
func roomier[E any](s []E) []E {
	if len(s) < cap(s) || len(s) < doubled {
		return s
	}
	return slices.Grow(s, len(s))
}
