// Package ring is a growable first-in first-out queue in a circular buffer.
package ring

const (
	smallest = 16   // capacity of a ring's first buffer; a power of two
	roomy    = 1024 // the capacity up to which a ring keeps its buffer in any case
)

// Ring is a queue. The zero value is empty and ready to use. It is not safe
// for concurrent use.
//
// The capacity is always zero or a power of two, so that a position becomes an
// index by masking. tail-head is the length; both may wrap around.
type Ring[T any] struct {
	buf        []T
	head, tail uint
	since      uint // tail at the last trim
}

// Len is the number of items in the queue.
func (r *Ring[T]) Len() int { return int(r.tail - r.head) }

// Push adds v at the end.
func (r *Ring[T]) Push(v T) {
	if r.tail-r.head == uint(len(r.buf)) {
		r.grow()
	}
	r.buf[r.tail&uint(len(r.buf)-1)] = v
	r.tail++
}

// Pop removes and returns the first item. It panics when the queue is empty.
func (r *Ring[T]) Pop() T {
	if r.head == r.tail {
		panic("ring: Pop of an empty queue")
	}
	slot := r.slot(0)
	v := *slot
	var zero T
	*slot = zero // let the collector have what it pointed to
	if r.head++; r.head == r.tail && len(r.buf) > roomy {
		r.trim()
	}
	return v
}

// trim is called when the queue has become empty. It gives a large buffer back when hardly any of
// it was needed since the queue was last empty. So after a burst, the buffer goes when the queue
// has been used once more.
func (r *Ring[T]) trim() {
	if r.tail-r.since < uint(len(r.buf))/8 {
		*r = Ring[T]{}
	}
	r.since = r.tail
}

// At returns the i-th item from the front without removing it.
func (r *Ring[T]) At(i int) T {
	if i < 0 || i >= r.Len() {
		panic("ring: At out of range")
	}
	return *r.slot(i)
}

// PushFront adds v before the first item.
func (r *Ring[T]) PushFront(v T) {
	if r.tail-r.head == uint(len(r.buf)) {
		r.grow()
	}
	r.head--
	*r.slot(0) = v
}

// Remove removes and returns the i-th item from the front. It moves those before it or
// those behind it, whichever are fewer.
func (r *Ring[T]) Remove(i int) T {
	v := r.At(i)
	var zero T
	if last := r.Len() - 1; i < last-i {
		for ; i > 0; i-- {
			*r.slot(i) = *r.slot(i - 1)
		}
		*r.slot(0) = zero
		r.head++
	} else {
		for ; i < last; i++ {
			*r.slot(i) = *r.slot(i + 1)
		}
		*r.slot(last) = zero
		r.tail--
	}
	return v
}

// slot is where the i-th item from the front is.
func (r *Ring[T]) slot(i int) *T { return &r.buf[(r.head+uint(i))&uint(len(r.buf)-1)] }

func (r *Ring[T]) grow() {
	bigger := make([]T, max(smallest, 2*len(r.buf)))
	first := r.head & uint(len(r.buf)-1) // 0 of an empty buffer: head is 0 then
	n := copy(bigger, r.buf[first:])
	copy(bigger[n:], r.buf[:first])
	r.tail -= r.head
	r.since -= r.head
	r.head = 0
	r.buf = bigger
}
