package actor

// What is to be called at the end of a fiber: see aside.

// atEnd is a function to call at a fiber's end. Each context that is derived from
// the fiber's has one, so there may be many: to take one back needs no search.
type atEnd struct {
	fn         func()
	prev, next *atEnd
	over       bool // called or taken back
}

// afterEnd calls fn once when the fiber has ended: on the loop, or at once when
// it has ended already. Any goroutine may call it and the stop that it returns.
func (f *Fiber) afterEnd(fn func()) (stop func() bool) {
	e := f.more()
	e.mu.Lock()
	if f.Finished() {
		e.mu.Unlock()
		fn()
		return func() bool { return false }
	}
	entry := &atEnd{fn: fn, prev: e.last}
	if e.last == nil {
		e.first = entry
	} else {
		e.last.next = entry
	}
	e.last = entry
	e.mu.Unlock()
	return func() bool { return e.takeBack(entry) }
}

// takeBack reports false when the function is called all the same.
func (e *aside) takeBack(entry *atEnd) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if entry.over {
		return false
	}
	entry.over = true
	if entry.prev == nil {
		e.first = entry.next
	} else {
		entry.prev.next = entry.next
	}
	if entry.next == nil {
		e.last = entry.prev
	} else {
		entry.next.prev = entry.prev
	}
	return true
}

// ended is called on the loop after the fiber's end. Whoever adds something
// later sees that end, because it looks for it under the lock.
func (e *aside) ended() {
	e.mu.Lock()
	calls := e.first
	for entry := calls; entry != nil; entry = entry.next {
		entry.over = true
	}
	e.first, e.last = nil, nil
	addr := e.addr
	e.mu.Unlock()
	for entry := calls; entry != nil; entry = entry.next {
		entry.fn()
	}
	if addr != nil {
		addr.retire()
	}
}
