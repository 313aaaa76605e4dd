// Package heap is a four-ary min-heap of items ordered by a time and, where
// times are equal, by the order in which they were added.
//
// An item is held under a ticket. The entries that are compared and moved are
// times and tickets, without a pointer: a move touches no item, so it misses no
// cache and costs the collector nothing. That is also why Cancel leaves the entry
// where it is, as asyncio does: nobody knows where that is.
//
//	entry  entered by  left by
//	live   Push        Pop; Cancel (to dead)
//	dead   Cancel      its turn to be first; compact, when most are dead
//
// The first entry is never dead.
package heap

import "slices"

// Ticket is what an item is held under. Zero is none.
type Ticket uint32

type entry struct {
	when   int64
	turn   uint32 // counts up, from 1, with each that is added
	ticket Ticket
}

func (a *entry) before(b *entry) bool {
	return a.when < b.when || a.when == b.when && a.turn < b.turn
}

// root is where the first entry lies: so that the four children of an entry,
// the first of which is at a multiple of four, share a cache line.
const root = 3

func child(i int) int  { return 4*i - 8 }
func parent(i int) int { return i/4 + 2 }

// tolerated is how many dead entries are not worth a look at all.
const tolerated = 100

// Heap is a priority queue of pointers to T. The zero value is empty and ready to
// use. It is not safe for concurrent use.
type Heap[T any] struct {
	entries []entry  // from root on
	held    []*T     // by ticket; nil when that is dead or free
	free    []Ticket // to be given out again
	live    int
	turn    uint32 // of the youngest entry
}

// Len is the number of items in the heap.
func (h *Heap[T]) Len() int { return h.live }

// Min is the time of the first item. The heap must not be empty.
func (h *Heap[T]) Min() int64 { return h.entries[root].when }

// Push adds item at when. The ticket is good for Cancel until the item has left
// the heap.
func (h *Heap[T]) Push(when int64, item *T) Ticket {
	if h.turn++; h.turn == 0 {
		h.renumber()
	}
	ticket := h.hold(item)
	h.live++
	e := entry{when, h.turn, ticket}
	h.entries = append(h.entries, e)
	h.up(root, len(h.entries)-1, e)
	return ticket
}

// Pop removes and returns the first item. The heap must not be empty.
func (h *Heap[T]) Pop() *T {
	ticket := h.entries[root].ticket
	item := h.held[ticket]
	h.held[ticket] = nil
	h.live--
	h.dropFirst()
	h.dropDead()
	return item
}

// Cancel takes out the item that is held under ticket.
func (h *Heap[T]) Cancel(ticket Ticket) {
	h.held[ticket] = nil
	h.live--
	last := len(h.entries) - 1
	switch dead := last - root + 1 - h.live; {
	case h.entries[last].ticket == ticket: // a limit that was kept, mostly
		h.entries = h.entries[:last]
		h.free = append(h.free, ticket)
	case h.entries[root].ticket == ticket:
		h.dropDead()
	case dead > tolerated && dead > h.live:
		h.compact()
	}
}

// hold finds a ticket for item.
func (h *Heap[T]) hold(item *T) Ticket {
	if last := len(h.free) - 1; last >= 0 {
		ticket := h.free[last]
		h.free = h.free[:last]
		h.held[ticket] = item
		return ticket
	}
	if len(h.held) == 0 {
		h.entries = make([]entry, root, 16)
		h.held = append(h.held, nil) // there is no ticket 0
	}
	h.held = append(h.held, item)
	return Ticket(len(h.held) - 1)
}

// dropDead lets a live entry be the first.
func (h *Heap[T]) dropDead() {
	for len(h.entries) > root && h.held[h.entries[root].ticket] == nil {
		h.dropFirst()
	}
}

func (h *Heap[T]) dropFirst() {
	h.free = append(h.free, h.entries[root].ticket)
	last := len(h.entries) - 1
	e := h.entries[last]
	h.entries = h.entries[:last]
	if last > root {
		h.down(root, e)
	}
}

// compact takes out all dead entries.
func (h *Heap[T]) compact() {
	kept := h.entries[:root]
	for _, e := range h.entries[root:] {
		if h.held[e.ticket] == nil {
			h.free = append(h.free, e.ticket)
		} else {
			kept = append(kept, e)
		}
	}
	h.entries = kept
	for i := parent(len(kept) - 1); i >= root; i-- {
		h.down(i, kept[i])
	}
}

// renumber counts the turns anew, when all numbers have been used.
func (h *Heap[T]) renumber() {
	sorted := h.entries[min(root, len(h.entries)):] // a heap, too
	slices.SortFunc(sorted, func(a, b entry) int {
		if a.before(&b) {
			return -1
		}
		return 1
	})
	for i := range sorted {
		sorted[i].turn = uint32(i + 1)
	}
	h.turn = uint32(len(sorted) + 1)
}

// up puts e into the free place i or above it, but not above top.
func (h *Heap[T]) up(top, i int, e entry) {
	for i > top {
		p := parent(i)
		if !e.before(&h.entries[p]) {
			break
		}
		h.entries[i] = h.entries[p]
		i = p
	}
	h.entries[i] = e
}

// down puts e into the free place top or below it. It comes from the leaves, most
// often, and belongs there: so the place moves all the way down before e is
// compared with anything.
func (h *Heap[T]) down(top int, e entry) {
	entries, i := h.entries, top
	for first := child(i); first < len(entries); first = child(i) {
		least := first
		for c := first + 1; c < min(first+4, len(entries)); c++ {
			if entries[c].before(&entries[least]) {
				least = c
			}
		}
		entries[i] = entries[least]
		i = least
	}
	h.up(top, i, e)
}
