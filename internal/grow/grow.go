// Package grow makes room in long slices. The built-in append makes one of more than 256
// elements longer by a quarter: until it has a million, each element has been copied four
// times, into memory that is new each time. That took a third of the time of a million timers.
package grow

import "slices"

// doubled is up to how many elements append itself doubles the room.
const doubled = 256

// One is s with room for one more element, which an append then takes; when that has to be
// made, there is twice as much as before. It is there to be inlined.
func One[E any](s []E) []E {
	if len(s) < cap(s) || len(s) < doubled {
		return s
	}
	return slices.Grow(s, len(s))
}
