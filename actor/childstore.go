package actor

// childStore is a loop's memory for the children of supervisors. It is used again and
// again: a gather of a thousand would else leave 80 kB to the collector.
type childStore struct {
	free  *Child // linked by next
	n     int    // of these
	grown bool
}

const (
	// spareChildren is how many a loop keeps.
	spareChildren = 1024
	// firstChildren and moreChildren are how many are made at once: as many as fit, with
	// a header, into 1280 and 4096 bytes, which are sizes of the allocator. They are
	// freed together: at the worst each spare child keeps the other fifty, 4 MB in all.
	firstChildren = 15
	moreChildren  = 51
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
	n := firstChildren
	if s.grown {
		n = moreChildren
	}
	s.grown = true
	fresh := make([]Child, n)
	for i := range fresh[1:] {
		fresh[i].next = &fresh[i+1]
	}
	s.free, s.n = &fresh[0], len(fresh)
}

// giveBack takes a child that nobody uses any more. One that is not kept may still
// share its memory with one that is, so it holds on to nothing either.
func (s *childStore) giveBack(c *Child) {
	*c = Child{}
	if s == nil || s.n >= spareChildren {
		return
	}
	c.next, s.free = s.free, c
	s.n++
}
