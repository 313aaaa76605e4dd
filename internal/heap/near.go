package heap

// near is a four-ary heap of the earliest entries.
type near struct {
	entries []entry // from root on
}

// crowd is how many entries near may have before the later half moves to far: 8 kB.
const crowd = 512

// root is the index of the first entry. The first of the four children of an entry is then at a
// multiple of four, so that they share a cache line.
const root = 3

func child(i int) int  { return 4*i - 8 }
func parent(i int) int { return i/4 + 2 }

func (n *near) len() int { return max(0, len(n.entries)-root) }

func (n *near) push(e entry) {
	if len(n.entries) == 0 {
		n.entries = make([]entry, root, 16)
	}
	n.entries = append(n.entries, e)
	n.up(root, len(n.entries)-1, e)
}

// pop removes the first entry and returns its ticket.
func (n *near) pop() Ticket {
	ticket := n.entries[root].ticket
	last := len(n.entries) - 1
	e := n.entries[last]
	n.entries = n.entries[:last]
	if last > root {
		n.down(root, e)
	}
	return ticket
}

// fill replaces what was there by entries, which may be in any order.
func (n *near) fill(entries []entry) {
	if len(n.entries) == 0 {
		n.entries = make([]entry, root, 16)
	}
	n.entries = append(n.entries[:root], entries...)
	n.order()
}

// order makes a heap of entries that are in no order.
func (n *near) order() {
	for i := parent(len(n.entries) - 1); i >= root; i-- {
		n.down(i, n.entries[i])
	}
}

// up puts e into the free place i or above it, but not above top.
func (n *near) up(top, i int, e entry) {
	for i > top {
		p := parent(i)
		if !e.before(&n.entries[p]) {
			break
		}
		n.entries[i] = n.entries[p]
		i = p
	}
	n.entries[i] = e
}

// down puts e into the free place top or below it. Most often e comes from the leaves and belongs
// there, so the free place moves all the way down before e is compared with anything.
func (n *near) down(top int, e entry) {
	entries, i := n.entries, top
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
	n.up(top, i, e)
}
