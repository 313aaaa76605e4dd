package tasks

import (
	"context"
	"fmt"
	"iter"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/ring"
)

// Chan is a Go channel between tasks of one loop, without a goroutine and
// without a lock. Like a Go channel it has room for a number of items, or none:
// then a send waits for its receiver. Senders and receivers are served in the
// order in which they came. The zero Chan has none.
//
//	state   entered by              left by
//	open    NewChan; the zero Chan  Close
//	closed  Close                   never; what it holds can still be received
type Chan[T any] struct {
	home      actor.Home
	size      int
	items     ring.Ring[T]
	senders   actor.WaitQueue
	receivers actor.WaitQueue
	parcels   map[*actor.Wait]*parcel[T] // of those who wait
	spare     []*parcel[T]               // for those who come
	closed    bool
}

// spareParcels is how many a channel keeps.
const spareParcels = 64

// parcel is what passes between a waiting task and its counterpart. Nobody outside
// the channel ever holds one, so they are used again.
//
//	state    entered by       left by
//	spare    the end of wait  wait (to waiting)
//	waiting  wait             its counterpart (to done); Close, a cancellation (to spare)
//	done     its counterpart  the end of wait (to spare)
type parcel[T any] struct {
	item T
	done bool // the item was taken, or is there
}

// NewChan makes a channel with room for size items; a negative size counts as 0.
func NewChan[T any](size int) *Chan[T] {
	return &Chan[T]{size: max(0, size)}
}

// Len is the number of items that wait in the channel.
func (c *Chan[T]) Len() int { return c.items.Len() }

// Cap is how many items it has room for.
func (c *Chan[T]) Cap() int { return c.size }

// String is the channel for people to read.
func (c *Chan[T]) String() string {
	state := ""
	if c.closed {
		state = ", closed"
	}
	return fmt.Sprintf("channel (%d items of %d, %d receivers, %d senders%s)",
		c.Len(), c.Cap(), c.receivers.Len(), c.senders.Len(), state)
}

// Send gives v to a receiver or puts it into the channel, and suspends until
// either is possible. It fails with ErrChanClosed when the channel is or gets
// closed. A cancellation ends the wait, unless v was taken.
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

// TrySend is Send where that need not suspend; else it reports false, also on a
// closed channel. It never suspends.
func (c *Chan[T]) TrySend(v T) bool {
	if c.closed {
		return false
	}
	if p := c.counterpart(&c.receivers); p != nil {
		p.item, p.done = v, true
		return true
	}
	if c.items.Len() >= c.size {
		return false
	}
	c.items.Push(v)
	return true
}

// Recv takes an item, and suspends until there is one; it reports false when the
// channel is closed and empty. A cancellation ends the wait; no item is lost.
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

// TryRecv is Recv where that need not suspend; else it reports false. It never
// suspends.
func (c *Chan[T]) TryRecv() (v T, ok bool) {
	if c.items.Len() > 0 {
		v = c.items.Pop()
		if p := c.counterpart(&c.senders); p != nil {
			p.done = true
			c.items.Push(p.item)
		}
		return v, true
	}
	if p := c.counterpart(&c.senders); p != nil {
		p.done = true
		return p.item, true
	}
	return v, false
}

// Close ends the channel: what it holds can still be received, and who waits is
// told. Closing twice does nothing. It never suspends.
func (c *Chan[T]) Close() {
	c.closed = true
	c.senders.WakeAll()
	c.receivers.WakeAll()
}

// All receives until the channel is closed and empty; each iteration suspends until
// there is an item. When the task is canceled, the iteration has that error and is
// the last; no item is lost.
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

// wait suspends until a counterpart has come or the channel was closed, and
// reports which, with what the parcel then holds. When a counterpart came first, a
// cancellation that came too is delivered by the next await.
func (c *Chan[T]) wait(ctx context.Context, w *actor.Wait, q *actor.WaitQueue, v T) (item T, done bool, err error) {
	if err := c.home.Bind(w.Loop(), "a channel"); err != nil {
		w.Leave()
		return item, false, err
	}
	var p *parcel[T]
	if n := len(c.spare); n > 0 {
		p, c.spare = c.spare[n-1], c.spare[:n-1]
	} else {
		p = &parcel[T]{}
	}
	p.item = v
	if c.parcels == nil {
		c.parcels = map[*actor.Wait]*parcel[T]{}
	}
	c.parcels[w] = p
	err = q.Park(w)
	delete(c.parcels, w)
	if p.done {
		item, done = p.item, true
		if err != nil {
			actor.CancelLater(ctx, canceledMsg(err))
			err = nil
		}
	}
	*p = parcel[T]{}
	if len(c.spare) < spareParcels {
		c.spare = append(c.spare, p)
	}
	return item, done, err
}

// counterpart wakes the first who waits, and gives its parcel.
func (c *Chan[T]) counterpart(q *actor.WaitQueue) *parcel[T] {
	if w := q.WakeNext(); w != nil {
		return c.parcels[w]
	}
	return nil
}

func canceledMsg(err error) string {
	if c, ok := err.(*CanceledError); ok {
		return c.Msg
	}
	return ""
}
