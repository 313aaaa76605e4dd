package actor

import (
	"sync"
	"sync/atomic"
)

// aside is what only some completions need, kept out of them so that they stay small. It is made by
// the first who asks for it, on any goroutine. What only fibers need, and few of them, is set apart
// once more: see fiberaside.go.
//
// err is written before the state that tells of the end, and only read after it. made
// and locals belong to the loop's driver. mu guards channel and readers.
type aside struct {
	err    error      // what it ended with
	made   *[]uintptr // the frames that made it; in debug mode
	locals *Locals    // those that a fiber has made for itself, having taken over none
	fiber  atomic.Pointer[fiberAside]

	mu      sync.Mutex
	channel chan struct{} // of Done
	readers readers       // of err: see retrieve.go
}

// more is c's aside, made when there is none.
func (c *Completion) more() *aside {
	if a := c.aside.Load(); a != nil {
		return a
	}
	c.aside.CompareAndSwap(nil, &aside{})
	return c.aside.Load()
}

// NoteOrigin remembers, in debug mode, who calls the function that makes c, for
// the report of an error that nobody retrieves. asyncio: Future's
// _source_traceback.
func (c *Completion) NoteOrigin() {
	if l := c.loop; l != nil && l.debug {
		c.setOrigin(callers(3, mostFramesOfOrigin))
	}
}

func (c *Completion) setOrigin(frames []uintptr) { c.more().made = &frames }

// origin is where c or its fiber was made, in debug mode; otherwise it is "".
func (c *Completion) origin() string {
	a := c.aside.Load()
	if a == nil || a.made == nil {
		return ""
	}
	return FormatFrames(own(*a.made))
}

// closeChannel closes the channel, if there is one. It is called once, at the end.
func (a *aside) closeChannel() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.channel != nil {
		close(a.channel)
	}
}
