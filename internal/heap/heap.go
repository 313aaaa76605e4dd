// Package heap is a four-ary min-heap of items ordered by a time and, where
// times are equal, by the order in which they were added.
//
// Keys lie in the array beside the item, so that a comparison touches no other
// memory; four children share a cache line or two, and the tree is half as deep
// as a binary one. Each item knows its index, so that removal needs no search.
package heap

// Item is what a heap holds. SetIndex is told where the item lies, or -1 when
// it has left the heap.
type Item interface {
	comparable
	SetIndex(int)
}

type entry[T Item] struct {
	when int64
	seq  uint64
	item T
}

func (a *entry[T]) before(b *entry[T]) bool {
	return a.when < b.when || a.when == b.when && a.seq < b.seq
}

// Heap is a priority queue. The zero value is empty and ready to use. It is not
// safe for concurrent use.
type Heap[T Item] struct {
	entries []entry[T]
	seq     uint64
}

// Len is the number of items in the heap.
func (h *Heap[T]) Len() int { return len(h.entries) }

// Min is the time of the first item. The heap must not be empty.
func (h *Heap[T]) Min() int64 { return h.entries[0].when }

// Push adds item at when.
func (h *Heap[T]) Push(when int64, item T) {
	h.seq++
	h.entries = append(h.entries, entry[T]{when, h.seq, item})
	h.up(len(h.entries) - 1)
}

// Pop removes and returns the first item. The heap must not be empty.
func (h *Heap[T]) Pop() T {
	item := h.entries[0].item
	h.Remove(0)
	return item
}

// Remove takes out the item at index i, as told by SetIndex.
func (h *Heap[T]) Remove(i int) {
	last := len(h.entries) - 1
	item := h.entries[i].item
	moved := h.entries[last]
	h.entries[last] = entry[T]{}
	h.entries = h.entries[:last]
	if i < last {
		h.entries[i] = moved
		if !h.down(i) {
			h.up(i)
		}
	}
	item.SetIndex(-1)
}

func (h *Heap[T]) up(i int) {
	e := h.entries[i]
	for i > 0 {
		parent := (i - 1) / 4
		if !e.before(&h.entries[parent]) {
			break
		}
		h.place(i, h.entries[parent])
		i = parent
	}
	h.place(i, e)
}

// down moves entry i towards the leaves and tells whether it moved.
func (h *Heap[T]) down(i int) bool {
	e, start, n := h.entries[i], i, len(h.entries)
	for {
		first := 4*i + 1
		if first >= n {
			break
		}
		least := first
		for c := first + 1; c < min(first+4, n); c++ {
			if h.entries[c].before(&h.entries[least]) {
				least = c
			}
		}
		if !h.entries[least].before(&e) {
			break
		}
		h.place(i, h.entries[least])
		i = least
	}
	h.place(i, e)
	return i != start
}

func (h *Heap[T]) place(i int, e entry[T]) {
	h.entries[i] = e
	e.item.SetIndex(i)
}
