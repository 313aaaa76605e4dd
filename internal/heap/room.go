package heap

import "slices"

// doubled is up to how many elements append itself doubles the room.
const doubled = 256

// roomier is s with room for one more element, which an append then takes. When that has to be
// made, there is twice as much as before: append alone makes a long slice longer by a quarter, so
// until it has a million elements, each has been copied four times, into memory that is new each
// time. That took a third of the time of a million timers.
func roomier[E any](s []E) []E {
	if len(s) < cap(s) || len(s) < doubled {
		return s
	}
	return slices.Grow(s, len(s))
}
