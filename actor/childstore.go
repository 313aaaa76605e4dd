package actor

// childStore keeps the children of a loop's supervisors for reuse: otherwise a gather of a thousand
// would leave 80 kB to the garbage collector.
type childStore struct {
	spare spares[Child]
	grown bool
}

const (
	// spareChildren is how many a loop keeps.
	spareChildren = 1024
	// firstChildren and moreChildren are how many are made at once: as many as fit, with a header,
	// into 1280 and 4096 bytes, which are size classes of the allocator. Children that are made
	// together are freed together: at worst each spare child keeps fifty others alive, 4 MB in all.
	firstChildren = 15
	moreChildren  = 51
)

// take returns a zero Child; a new one when there is no store.
func (s *childStore) take() *Child {
	if s == nil {
		return &Child{}
	}
	if c := s.spare.take(); c != nil {
		return c
	}
	return s.grow()
}

// grow makes children, and returns one of them.
func (s *childStore) grow() *Child {
	n := firstChildren
	if s.grown {
		n = moreChildren
	}
	s.grown = true
	fresh := make([]Child, n)
	for i := range fresh[1:] {
		s.spare.give(&fresh[n-1-i]) // the first is taken first
	}
	return &fresh[0]
}

// giveBack takes a child that nobody uses any more. The child is cleared even when it is not kept:
// it may share its memory with one that is, and would then keep alive what it points to.
func (s *childStore) giveBack(c *Child) {
	*c = Child{}
	if s != nil && len(s.spare.all) < spareChildren {
		s.spare.give(c)
	}
}
