package tasks

import (
	"context"
	"fmt"
	"iter"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/ring"
)

// Chan is like a Go channel, between tasks of one loop, without a goroutine and without a lock. It
// has room for a number of items, or for none, like the zero Chan: then a send waits for its
// receiver. Senders and receivers are served in the order in which they came. [SelectChan] waits for
// several channels.
//
//	state   entered by              left by
//	open    NewChan; the zero Chan  Close
//	closed  Close                   never; what it holds can still be received
type Chan[T any] struct {
	home      actor.Home
	size      int
	items     ring.Ring[T]
	senders   parcels[T]
	receivers parcels[T]
	spare     []*parcel[T]
	closed    bool
}

// NewChan makes a channel with room for size items; a negative size counts as 0.
func NewChan[T any](size int) *Chan[T] {
	return &Chan[T]{size: max(0, size)}
}

// Len is the number of items that wait in the channel.
func (c *Chan[T]) Len() int { return c.items.Len() }

// Cap is how many items the channel has room for.
func (c *Chan[T]) Cap() int { return c.size }

// String describes the channel.
func (c *Chan[T]) String() string {
	state := ""
	if c.closed {
		state = ", closed"
	}
	return fmt.Sprintf("channel (%d items of %d, %d receivers, %d senders%s)",
		c.Len(), c.Cap(), c.receivers.n, c.senders.n, state)
}

// Send gives v to a receiver or puts it into the channel, and suspends until either is possible. It
// fails with ErrChanClosed when the channel is closed, or is closed during the wait. A cancellation
// ends the wait, unless v was taken.
func (c *Chan[T]) Send(ctx context.Context, v T) error {
	w, err := actor.Enter(ctx, "a send to a channel")
	if err != nil {
		return err
	}
	if c.closed {
		w.Leave()
		return ErrChanClosed
	}
	if c.TrySend(v) {
		w.Leave()
		return nil
	}
	_, sent, err := c.wait(ctx, w, &c.senders, v)
	if err == nil && !sent {
		err = ErrChanClosed
	}
	return err
}

// TrySend sends v if Send would not suspend, and reports whether it did. On a closed channel it
// reports false. It never suspends.
func (c *Chan[T]) TrySend(v T) bool {
	if c.closed {
		return false
	}
	if p := c.receivers.wake(); p != nil {
		p.item, p.state = v, parcelDone
		return true
	}
	if c.items.Len() >= c.size {
		return false
	}
	c.items.Push(v)
	return true
}

// Recv takes an item, and suspends until there is one; it reports false when the channel is closed
// and empty. A cancellation ends the wait; no item is lost: when one has come by then, Recv returns
// it, and the next await returns the cancellation. A task that returns instead has been canceled, and
// its result is dropped.
func (c *Chan[T]) Recv(ctx context.Context) (v T, ok bool, err error) {
	w, err := actor.Enter(ctx, "a receive from a channel")
	if err != nil {
		return v, false, err
	}
	if v, ok = c.TryRecv(); ok || c.closed {
		w.Leave()
		return v, ok, nil
	}
	return c.wait(ctx, w, &c.receivers, v)
}

// TryRecv takes an item if there is one, and reports whether there was. It never suspends.
func (c *Chan[T]) TryRecv() (v T, ok bool) {
	if c.items.Len() > 0 {
		v = c.items.Pop()
		if p := c.senders.wake(); p != nil {
			p.state = parcelDone
			c.items.Push(p.item)
		}
		return v, true
	}
	if p := c.senders.wake(); p != nil {
		p.state = parcelDone
		return p.item, true
	}
	return v, false
}

// Close closes the channel: what it holds can still be received, and all waiting tasks are told. A
// second Close does nothing. It never suspends.
func (c *Chan[T]) Close() {
	c.closed = true
	for _, q := range [...]*parcels[T]{&c.senders, &c.receivers} {
		for p := q.wake(); p != nil; p = q.wake() {
			p.state = parcelRefused
		}
	}
}

// All receives until the channel is closed and empty; each iteration suspends until there is an
// item. When the task is canceled, one last iteration has that error; no item is lost.
func (c *Chan[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			v, ok, err := c.Recv(ctx)
			if err == nil && !ok {
				return
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// wait suspends until a counterpart has come or the channel was closed. done reports whether a
// counterpart has come, and item is what the parcel then holds. A cancellation that comes after the
// counterpart is delivered by the task's next await.
func (c *Chan[T]) wait(ctx context.Context, w *actor.Wait, q *parcels[T], v T) (item T, done bool, err error) {
	if err := c.bind(w); err != nil {
		w.Leave()
		return item, false, err
	}
	p := c.enter(q, w, v)
	defer c.leave(p) // also if the task is unwound
	err = w.Park()
	if p.state == parcelDone {
		putOff(ctx, err)
		item, done, err = p.item, true, nil
	}
	return item, done, err
}

// bind makes the channel one of w's loop, or fails if it is one of another.
func (c *Chan[T]) bind(w *actor.Wait) error { return c.home.Bind(w.Loop(), "a channel") }

// putOff is called when an item was sent or received. If err, the error of the wait, is a
// cancellation, the task's next await returns it.
func putOff(ctx context.Context, err error) {
	if err != nil {
		actor.CancelLater(ctx, canceledMsg(err))
	}
}

func canceledMsg(err error) string {
	if c, ok := err.(*CanceledError); ok {
		return c.Msg
	}
	return ""
}
