package actor

// fiberList is the loop's fibers that have not ended, in the order in which they were made. Each
// knows its place. One that ends leaves a hole: to move the others would cost a cache miss for
// each, where there are many. The holes are closed when at least half of the list is holes and it
// would have to grow or is looked through.
type fiberList struct {
	all []*Fiber // the last is no hole
	n   int      // of fibers
}

func (l *fiberList) add(f *Fiber) {
	if len(l.all) == cap(l.all) && l.n <= len(l.all)/2 {
		l.closeHoles()
	}
	f.index = uint32(len(l.all))
	l.all = append(l.all, f)
	l.n++
}

func (l *fiberList) remove(f *Fiber) {
	l.n--
	l.all[f.index] = nil
	n := len(l.all)
	for n > 0 && l.all[n-1] == nil {
		n--
	}
	l.all = l.all[:n]
}

// closeHoles moves the fibers together.
func (l *fiberList) closeHoles() {
	kept := l.all[:0]
	for _, f := range l.all {
		if f != nil {
			f.index = uint32(len(kept))
			kept = append(kept, f)
		}
	}
	clear(l.all[len(kept):])
	l.all = kept
}

// list is a copy without the holes.
func (l *fiberList) list() []*Fiber {
	if l.n <= len(l.all)/2 {
		l.closeHoles()
	}
	fibers := make([]*Fiber, 0, l.n)
	for _, f := range l.all {
		if f != nil {
			fibers = append(fibers, f)
		}
	}
	return fibers
}
