package actor

import (
	"context"
	"sync"
	"sync/atomic"
)

// extra is what few fibers need: kept aside, so that the others stay small. It
// is made by the first who asks, on any goroutine.
//
// mu guards addr and atEnds. name and cancelMsg belong to the loop's driver. wrap
// and created are written before the fiber's first step and only read later.
type extra struct {
	name      string
	cancelMsg string // of the latest request, unless that has none
	wrap      func(context.Context, func(context.Context) error) error
	created   []uintptr // the frames that started the fiber; in debug mode

	goroutine atomic.Uint64 // that runs the body; in debug mode

	mu     sync.Mutex
	addr   *address
	atEnds []*func()
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
	entry := &fn
	e.atEnds = append(e.atEnds, entry)
	e.mu.Unlock()
	return func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		for i, have := range e.atEnds {
			if have == entry {
				e.atEnds = append(e.atEnds[:i], e.atEnds[i+1:]...)
				return true
			}
		}
		return false
	}
}

// ended is called on the loop after the fiber's end. Whoever adds something
// later sees that end, because it looks for it under the lock.
func (e *extra) ended() {
	e.mu.Lock()
	calls := e.atEnds
	e.atEnds = nil
	addr := e.addr
	e.mu.Unlock()
	for _, fn := range calls {
		(*fn)()
	}
	if addr != nil {
		addr.retire()
	}
}
