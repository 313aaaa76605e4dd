package actor

import (
	"context"
	"sync"
	"sync/atomic"
)

// extra is what few fibers need: kept aside, so that the others stay small. It
// is made by the first who asks, on any goroutine.
//
// mu guards addr and the list. name and cancelMsg belong to the loop's driver. wrap
// and created are written before the fiber's first step and only read later.
type extra struct {
	name      string
	cancelMsg string // of the latest request, unless that has none
	wrap      func(context.Context, func(context.Context) error) error
	created   []uintptr // the frames that started the fiber; in debug mode

	goroutine atomic.Uint64 // that runs the body; in debug mode

	mu          sync.Mutex
	addr        *address
	first, last *atEnd // in the order in which they came
}

// atEnd is a function to call at a fiber's end. Each context that is derived from
// the fiber's has one, so there may be many: to take one back needs no search.
type atEnd struct {
	fn         func()
	prev, next *atEnd
	over       bool // called or taken back
}

func (f *Fiber) more() *extra {
	if e := f.extra.Load(); e != nil {
		return e
	}
	f.extra.CompareAndSwap(nil, &extra{})
	return f.extra.Load()
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
func (e *extra) takeBack(entry *atEnd) bool {
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
func (e *extra) ended() {
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
