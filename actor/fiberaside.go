package actor

import (
	"context"
	"sync"
	"sync/atomic"
)

// fiberAside is what only a few fibers need. It hangs on an aside and, like that, is made by the
// first who asks for it, on any goroutine.
//
// wrap is written before the fiber's first step, and only read later. cancelMsg, putOff and
// interruptions belong to the loop's driver. mu guards what is below it, once the fiber has
// started.
type fiberAside struct {
	cancelMsg     string          // of the latest request that nothing could take
	putOff        bool            // the request in mustCancel was put off by CancelLater; meaningless without one
	interruptions []*interruption // by the ends of contexts: see CancelWith
	wrap          func(context.Context, func(context.Context) error) error
	goroutine     atomic.Uint64 // that runs the body; in debug mode

	mu          sync.Mutex
	renamed     bool // by SetName, to name
	name        string
	addr        *address
	first, last *atEnd // in the order in which they came
}

// rare is f's fiberAside, nil when there is none.
func (f *Fiber) rare() *fiberAside {
	if a := f.aside.Load(); a != nil {
		return a.fiber.Load()
	}
	return nil
}

// makeRare is rare, but makes a fiberAside when there is none.
func (f *Fiber) makeRare() *fiberAside {
	a := f.more()
	if own := a.fiber.Load(); own != nil {
		return own
	}
	a.fiber.CompareAndSwap(nil, &fiberAside{})
	return a.fiber.Load()
}

// nameNow is the name that SetName has given, and whether it has.
func (a *fiberAside) nameNow() (name string, renamed bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.name, a.renamed
}

func (a *fiberAside) rename(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.name, a.renamed = name, true
}
