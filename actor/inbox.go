package actor

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// inbox is the one door through which other goroutines reach a loop. Posting allocates nothing once
// the slices have grown: drain takes the full ones, and leaves those that it has emptied before.
//
//	state  the last entry  entered by          left by
//	plain  not a run       New, add, drain     addFunc, close
//	run    a run           addFunc             add, drain, close
//	shut   none            close, a zero Loop  never
//
// mu guards all fields except full, spare and slack. spare and slack are the driver's. full is true
// while in has entries, so a pass need not take the lock to see that there are none.
type inbox struct {
	mu    sync.Mutex
	full  atomic.Bool
	run   bool
	open  bool
	in    []envelope
	spare []envelope
	slack slack
	fns   []func() // of the runs in in: see post.go
}

// add appends e. It reports false if the loop has ended.
func (b *inbox) add(e envelope) bool {
	b.mu.Lock()
	if !b.open {
		b.mu.Unlock()
		return false
	}
	b.endRun()
	b.put(e)
	b.mu.Unlock()
	return true
}

// addFunc appends fn to the run that is the last entry, and begins one if the last entry is not a
// run. It reports false if the loop has ended.
func (b *inbox) addFunc(fn func(), to *run) bool {
	b.mu.Lock()
	if !b.open {
		b.mu.Unlock()
		return false
	}
	if !b.run {
		b.run = true
		b.put(envelope{to, Call{}})
	}
	b.fns = append(b.fns, fn)
	b.mu.Unlock()
	return true
}

func (b *inbox) put(e envelope) {
	if len(b.in) == 0 {
		b.full.Store(true) // not each time: it costs as much as the lock
	}
	b.in = append(b.in, e)
}

func (b *inbox) endRun() {
	if b.run {
		b.run = false
		b.fns = append(b.fns, nil)
	}
}

// drain moves everything to the end of the ready queue. No run of an earlier pass is left there,
// since each pass calls all the functions that it took in: so their slice can be filled again.
func (b *inbox) drain(l *Loop) {
	b.mu.Lock()
	b.endRun()
	outgrown := b.slack.excess(max(len(b.in), len(b.fns)), max(cap(b.in), cap(b.spare), cap(b.fns), cap(l.fns)))
	if outgrown {
		l.fns = nil
	}
	in := b.in
	b.in = b.spare
	b.fns, l.fns, l.called = l.fns[:0], b.fns, 0
	b.full.Store(false)
	b.mu.Unlock()
	for i := range in {
		l.ready.push(in[i])
		in[i] = envelope{} // not clear: most often there is one
	}
	b.spare = in[:0]
	if outgrown {
		b.spare = nil
	}
}

// closed reports whether close was called.
func (b *inbox) closed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.open
}

// close makes the inbox refuse what comes later. It returns the entries that nobody will take in.
func (b *inbox) close() []envelope {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = false
	left := b.in
	b.in, b.fns = nil, nil
	b.full.Store(false)
	return left
}

// Send queues msg for to, in the order of the calls, and wakes the loop. If the loop closes before
// the receiver's turn, a receiver that has a method Dropped gets a call of that instead. Send fails
// with ErrLoopClosed, and with ErrInvalidState if to is nil, or if msg is a [Resume], which only
// the loop may send. Any goroutine may call it.
func (l *Loop) Send(to Receiver, msg Message) error {
	if _, resume := msg.(Resume); resume || to == nil {
		return fmt.Errorf("a %T to a %T: %w", msg, to, ErrInvalidState)
	}
	if !l.inbox.add(envelope{to, msg}) {
		return ErrLoopClosed
	}
	l.wakeUp()
	return nil
}

// droppable is a receiver that is told when the loop closes before the receiver's turn.
type droppable interface {
	Receiver
	Dropped()
}

// sendOrDrop sends a Call to a receiver, and calls its Dropped if the loop has closed already.
func (l *Loop) sendOrDrop(to droppable) {
	if l.Send(to, Call{}) != nil {
		to.Dropped()
	}
}
