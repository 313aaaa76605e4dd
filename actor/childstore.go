package actor

// childStore is a loop's memory for the children of supervisors. It is used again and
// again: a gather of a thousand would else leave 80 kB to the collector.
type childStore struct {
	free *Child // linked by next
	n    int    // of these
}

const (
	// spareChildren is how many a loop keeps.
	spareChildren = 1024
	// childrenAtOnce is how many are made at once, and can only be freed together.
	childrenAtOnce = 16
)

// take is a zero Child. It is a new one where there is no store.
func (s *childStore) take() *Child {
	if s == nil {
		return &Child{}
	}
	if s.free == nil {
		s.grow()
	}
	c := s.free
	s.free, c.next = c.next, nil
	s.n--
	return c
}

func (s *childStore) grow() {
	fresh := make([]Child, childrenAtOnce)
	for i := range fresh[1:] {
		fresh[i].next = &fresh[i+1]
	}
	s.free, s.n = &fresh[0], len(fresh)
}

// giveBack takes a child that nobody uses any more.
func (s *childStore) giveBack(c *Child) {
	if s == nil || s.n >= spareChildren {
		return
	}
	*c = Child{next: s.free}
	s.free = c
	s.n++
}
