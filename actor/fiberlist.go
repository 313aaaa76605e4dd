package actor

// fiberList is the loop's fibers that have not ended, in the order of creation.
type fiberList struct {
	first, last *Fiber
	n           int
}

func (l *fiberList) add(f *Fiber) {
	f.prev = l.last
	if l.last == nil {
		l.first = f
	} else {
		l.last.next = f
	}
	l.last = f
	l.n++
}

func (l *fiberList) remove(f *Fiber) {
	if f.prev == nil {
		l.first = f.next
	} else {
		f.prev.next = f.next
	}
	if f.next == nil {
		l.last = f.prev
	} else {
		f.next.prev = f.prev
	}
	f.prev, f.next = nil, nil
	l.n--
}
