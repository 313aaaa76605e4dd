package actor

// Functions that are called at a fiber's end. Their list lies in its fiberAside.

// atEnd is an entry of that list. There may be many, one for each context that is derived from the
// fiber's. So the list is linked: an entry can be taken out without a search.
type atEnd struct {
	fn         func()
	prev, next *atEnd
	over       bool // called or taken back
}

// afterEnd calls fn once when the fiber has ended: on the loop, or on a goroutine of its own
// when the fiber has ended already. Any goroutine may call it and the stop that it returns.
func (f *Fiber) afterEnd(fn func()) (stop func() bool) {
	a := f.makeRare()
	a.mu.Lock()
	if f.Finished() {
		a.mu.Unlock()
		go fn() // and not fn(): package context calls this with a lock that fn takes
		return func() bool { return false }
	}
	entry := &atEnd{fn: fn, prev: a.last}
	if a.last == nil {
		a.first = entry
	} else {
		a.last.next = entry
	}
	a.last = entry
	a.mu.Unlock()
	return func() bool { return a.takeBack(entry) }
}

// takeBack removes entry. It reports false when that was done before, or when entry's function was
// or will be called.
func (a *fiberAside) takeBack(entry *atEnd) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if entry.over {
		return false
	}
	entry.over = true
	if entry.prev == nil {
		a.first = entry.next
	} else {
		entry.prev.next = entry.next
	}
	if entry.next == nil {
		a.last = entry.prev
	} else {
		entry.next.prev = entry.prev
	}
	entry.fn, entry.prev, entry.next = nil, nil, nil // so that whoever keeps its stop keeps nothing else alive
	return true
}

// ended is called on the loop after the fiber's end. No entry is missed: whoever adds one later
// checks under the same lock whether the fiber has ended, and sees that it has.
func (a *fiberAside) ended() {
	a.mu.Lock()
	calls := a.first
	for entry := calls; entry != nil; entry = entry.next {
		entry.over = true
	}
	a.first, a.last = nil, nil
	addr := a.addr
	a.mu.Unlock()
	for entry := calls; entry != nil; entry = entry.next {
		entry.fn()
	}
	if addr != nil {
		addr.fiberEnded()
	}
}
