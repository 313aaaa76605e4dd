package actor

import (
	"context"
	"sync"
	"sync/atomic"
)

// aside is what few completions and fibers need, kept out of them so that they stay small.
// It is made by the first who asks for it, on any goroutine.
//
// made and wrap are written before others know the completion, or before the
// fiber's first step, and only read later. failure, cancelMsg, putOff and
// interruptions belong to the loop's driver. mu guards what is below it.
type aside struct {
	made          []uintptr       // the frames that made it; in debug mode
	failure       *failure        // its error, while that is on record
	cancelMsg     string          // of a fiber, as is all that follows, except channel: of the latest request that nothing could take
	putOff        bool            // the request in mustCancel is one of CancelLater; says nothing when there is none
	interruptions []*interruption // by the ends of contexts: see CancelWith
	wrap          func(context.Context, func(context.Context) error) error
	goroutine     atomic.Uint64 // that runs the body; in debug mode

	mu          sync.Mutex
	name        string
	channel     chan struct{} // of Done
	addr        *address
	first, last *atEnd // in the order in which they came
}

// more is c's aside, made when there is none.
func (c *Completion) more() *aside {
	if a := c.aside.Load(); a != nil {
		return a
	}
	c.aside.CompareAndSwap(nil, &aside{})
	return c.aside.Load()
}

func (a *aside) nameNow() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.name
}

func (a *aside) rename(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.name = name
}

// NoteOrigin remembers, in debug mode, who calls the function that makes c, for
// the report of an error that nobody retrieves. asyncio: Future's
// _source_traceback.
func (c *Completion) NoteOrigin() {
	if l := c.loop; l != nil && l.debug {
		c.more().made = callers(3, deepestCreation)
	}
}

// origin is where c or its fiber was made, in debug mode; else "".
func (c *Completion) origin() string {
	a := c.aside.Load()
	if a == nil || a.made == nil {
		return ""
	}
	return FormatFrames(own(a.made))
}

// closeChannel closes the channel, if there is one. It is called once, at the end.
func (a *aside) closeChannel() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.channel != nil {
		close(a.channel)
	}
}
