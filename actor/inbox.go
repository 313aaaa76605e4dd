package actor

import (
	"sync"
	"sync/atomic"
)

// inbox is the one door through which other goroutines reach a loop. Posting
// swaps nothing and allocates nothing once the two slices have grown: the loop
// takes the whole slice and leaves the other, empty one.
//
// mu guards in, spare and closed. full is true from a post until the drain that
// takes it, so that a pass asks it and not the lock.
type inbox struct {
	mu     sync.Mutex
	full   atomic.Bool
	in     []envelope
	spare  []envelope
	closed bool
}

// add appends e, or reports that the loop has ended.
func (b *inbox) add(e envelope) bool {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return false
	}
	b.in = append(b.in, e)
	b.full.Store(true)
	b.mu.Unlock()
	return true
}

// drain moves everything to the end of the ready queue.
func (b *inbox) drain(l *Loop) {
	b.mu.Lock()
	in := b.in
	b.in = b.spare
	b.full.Store(false)
	b.mu.Unlock()
	for i, e := range in {
		l.ready.Push(e)
		in[i] = envelope{}
	}
	b.spare = in[:0]
}

// close refuses what comes later and returns what nobody will take in.
func (b *inbox) close() []envelope {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	left := b.in
	b.in = nil
	b.full.Store(false)
	return left
}

// Send puts a message for to in the queue, in the order of the calls, and wakes
// the loop. A receiver with a method Dropped gets that call instead when the
// loop closes first. Any goroutine may call it.
func (l *Loop) Send(to Receiver, msg Message) error {
	if !l.inbox.add(envelope{to, msg}) {
		return ErrLoopClosed
	}
	l.wakeUp()
	return nil
}
