package actor

import "slices"

// spares are values that nobody uses now, kept to be used again. The one that was given last
// is taken first: it is still in the cache.
type spares[T any] struct{ all []*T }

// take returns a spare value, nil when there is none.
func (s *spares[T]) take() *T {
	last := len(s.all) - 1
	if last < 0 {
		return nil
	}
	v := s.all[last]
	s.all[last] = nil // otherwise it would be kept alive here
	s.all = s.all[:last]
	return v
}

// give keeps v.
func (s *spares[T]) give(v *T) { s.all = append(s.all, v) }

// cut keeps n values at most.
func (s *spares[T]) cut(n int) {
	if len(s.all) > n {
		s.all = slices.Clone(s.all[:n]) // in an array of that size
	}
}
