// Package heap is a priority queue of items ordered by a time and, where times
// are equal, by the order in which they were added.
//
// An item is held under a ticket. The entries that are compared and moved are
// times and tickets, without a pointer: a move touches no item, so it misses no
// cache and costs the collector nothing. The price is that an item does not know where its
// entry is, so Cancel leaves that in place, dead. asyncio does the same.
//
// The earliest entries are a heap, small enough for the fastest cache. The others
// lie in layers, each a range of time and in itself unordered: an entry that is far away
// is appended, and moved only as its time comes near. See near.go and far.go.
//
//	entry  entered by  left by
//	live   Push        Pop; Cancel (to dead)
//	dead   Cancel      its turn to be near, or first; compact, when most are dead; clear, when all are
//
// A dead entry may stay the first until somebody asks for the first: when many are canceled
// in the order of their times, compact takes them out more cheaply than pop would.
package heap

import (
	"slices"

	"github.com/actorloom/actorloom/internal/prefetch"
)

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

// tolerated is the number of dead entries up to which they are left alone.
const tolerated = 100

// Heap is a priority queue of pointers to T. The zero value is empty and ready to
// use. It is not safe for concurrent use.
type Heap[T any] struct {
	near near
	far  far
	held []*T     // by ticket; nil when that is dead or free
	free []Ticket // to be given out again
	live int
	dead int
	turn uint32 // of the youngest entry
	// unsettled tells that the first entry may be dead, or near empty while far is not.
	unsettled bool
}

// Len is the number of items in the heap.
func (h *Heap[T]) Len() int { return h.live }

// Min is the time of the first item. The heap must not be empty.
func (h *Heap[T]) Min() int64 {
	if h.unsettled {
		h.settle()
	}
	return h.near.entries[root].when
}

// Push adds item at when. The ticket is good for Cancel until the item has left
// the heap.
func (h *Heap[T]) Push(when int64, item *T) Ticket {
	if h.turn++; h.turn == 0 {
		h.renumber()
	}
	ticket := h.hold(item)
	h.live++
	e := entry{when, h.turn, ticket}
	if h.far.covers(&e) {
		h.far.add(e)
		return ticket
	}
	h.near.push(e)
	if h.near.len() > crowd {
		h.far.takeFrom(&h.near)
	}
	return ticket
}

// Pop removes and returns the first item. The heap must not be empty.
func (h *Heap[T]) Pop() *T {
	if h.unsettled {
		h.settle()
	}
	ticket := h.near.pop()
	item := h.held[ticket]
	h.held[ticket] = nil
	h.free = append(roomier(h.free), ticket)
	h.live--
	h.unsettled = true
	h.tidy()
	return item
}

// Cancel takes out the item that is held under ticket.
func (h *Heap[T]) Cancel(ticket Ticket) {
	h.held[ticket] = nil
	h.live--
	h.dead++
	if !h.unsettled && h.near.entries[root].ticket == ticket {
		h.unsettled = true
	}
	h.tidy()
}

// tidy is called when an item has left.
func (h *Heap[T]) tidy() {
	switch {
	case h.live == 0:
		h.clear()
	case h.dead > tolerated && h.dead > h.live:
		h.compact()
	}
}

// roomy is the number of items for which an empty heap always keeps room.
const roomy = 4096

// clear empties a heap without live entries. It gives room back when hardly any of it was
// needed since the heap was last empty.
func (h *Heap[T]) clear() {
	h.near.entries = h.near.entries[:root]
	if !h.far.empty() {
		h.far = far{random: h.far.random}
	}
	h.dead, h.turn, h.unsettled = 0, 0, false
	if cap(h.held) > max(roomy, 8*len(h.held)) {
		h.held, h.free = nil, nil
		return
	}
	h.held, h.free = h.held[:1], h.free[:0]
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
		h.held = append(h.held, nil) // there is no ticket 0
	}
	h.held = append(roomier(h.held), item)
	return Ticket(len(h.held) - 1)
}

// settle makes a live entry the first one. There must be a live entry.
func (h *Heap[T]) settle() {
	for {
		for h.near.len() > 0 {
			ticket := h.near.entries[root].ticket
			if h.held[ticket] != nil {
				h.unsettled = false
				return
			}
			h.near.pop()
			h.bury(ticket)
		}
		h.near.fill(h.alive(h.far.earliest()))
		h.fetch()
	}
}

// fetch prefetches the items whose entries are near now: when there are a million, they lie in no
// cache.
func (h *Heap[T]) fetch() {
	for _, e := range h.near.entries[root:] {
		prefetch.Line(h.held[e.ticket])
	}
}

// alive takes the dead out of entries, in place.
func (h *Heap[T]) alive(entries []entry) []entry {
	kept := entries[:0]
	for _, e := range entries {
		if item := h.held[e.ticket]; item == nil {
			h.bury(e.ticket)
		} else {
			kept = append(kept, e)
		}
	}
	return kept
}

// bury frees the ticket of a dead entry that has left the heap.
func (h *Heap[T]) bury(ticket Ticket) {
	h.dead--
	h.free = append(roomier(h.free), ticket)
}

// compact takes out all dead entries.
func (h *Heap[T]) compact() {
	h.near.entries = h.near.entries[:root+len(h.alive(h.near.entries[root:]))]
	h.near.order()
	h.far.keep(h.alive)
	h.settle()
}

// renumber counts the turns anew, when all numbers have been used.
func (h *Heap[T]) renumber() {
	all := h.far.all()
	if h.near.len() > 0 {
		all = append(all, h.near.entries[root:]...)
	}
	slices.SortFunc(all, func(a, b entry) int {
		if a.before(&b) {
			return -1
		}
		return 1
	})
	for i := range all {
		all[i].turn = uint32(i + 1)
	}
	h.turn = uint32(len(all) + 1)
	n := min(len(all), crowd/2)
	h.near.fill(all[:n])
	h.far = far{}
	if n < len(all) {
		h.far.put(all[n], all[n:])
	}
}
