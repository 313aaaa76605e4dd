package heap

import (
	"math/bits"
	"slices"
	"sort"
)

// far holds the entries that are not near, in layers. The last layer of the slice is the earliest
// in time: it begins where near ends, and each layer ends where the one before it in the slice
// begins. When near is empty, the earliest layer is split until its earlier part is small enough to
// become near. The later parts are new layers, each about as long as all that are earlier. So a
// million entries lie in some ten layers, and an entry moves through few of them.
type far struct {
	layers []layer
	random uint64
}

type layer struct {
	from    entry // none of the entries is before it
	entries []entry
}

func (f *far) empty() bool { return len(f.layers) == 0 }

// covers reports whether e belongs into a layer, and not to what is near.
func (f *far) covers(e *entry) bool {
	last := len(f.layers) - 1
	return last >= 0 && !e.before(&f.layers[last].from)
}

// add appends e to its layer.
func (f *far) add(e entry) {
	i := 0
	if e.before(&f.layers[0].from) {
		i = sort.Search(len(f.layers), func(i int) bool { return !e.before(&f.layers[i].from) })
	}
	l := &f.layers[i]
	l.entries = append(roomier(l.entries), e)
}

// put adds a layer that is earlier than all others.
func (f *far) put(from entry, entries []entry) {
	f.layers = append(f.layers, layer{from, entries})
}

// takeFrom makes a layer of the later entries of n.
func (f *far) takeFrom(n *near) {
	entries := n.entries[root:]
	k, from := f.split(entries)
	f.put(from, slices.Clone(entries[k:]))
	n.entries = n.entries[:root+k]
	n.order()
}

// earliest takes out the earliest entries, at most half of what can be near. There must be a
// layer, but it may have no entries.
func (f *far) earliest() []entry {
	last := len(f.layers) - 1
	entries := f.layers[last].entries
	f.layers[last] = layer{}
	f.layers = f.layers[:last]
	for len(entries) > crowd/2 {
		k, from := f.split(entries)
		f.put(from, entries[k:])
		entries = entries[:k:k] // an append must not run into those
	}
	return entries
}

// split moves the earlier entries to the front. It returns how many they are, and the first in time
// of the others. There is at least one of each.
func (f *far) split(entries []entry) (k int, from entry) {
	from = f.middle(entries)
	for i, e := range entries {
		entries[i] = entries[k]
		entries[k] = e
		k += e.isBefore(&from)
	}
	return k, from
}

// isBefore is before as a number. It is true of half of the entries of a split, and nobody can
// predict of which: a branch would cost more than all the rest.
func (a *entry) isBefore(b *entry) int {
	const sign = 1 << 63
	_, borrow := bits.Sub64(uint64(a.turn), uint64(b.turn), 0)
	_, borrow = bits.Sub64(uint64(a.when)^sign, uint64(b.when)^sign, borrow)
	return int(borrow)
}

// middle returns the median of five entries, so that two others are before it. Which five is left
// to chance, so no order in which timers are set is a bad one.
func (f *far) middle(entries []entry) entry {
	f.random = f.random*6364136223846793005 + 1442695040888963407
	n := len(entries)
	at := int(f.random>>33) % n
	var some [5]entry
	for i := range some {
		e := entries[(at+i*(n/len(some)))%n]
		j := i
		for ; j > 0 && e.before(&some[j-1]); j-- {
			some[j] = some[j-1]
		}
		some[j] = e
	}
	return some[2]
}

// keep leaves in each layer only the entries that alive returns.
func (f *far) keep(alive func([]entry) []entry) {
	kept := f.layers[:0]
	for _, l := range f.layers {
		if l.entries = alive(l.entries); len(l.entries) > 0 {
			kept = append(kept, l)
		}
	}
	clear(f.layers[len(kept):])
	f.layers = kept
}

// all is every entry, in no order.
func (f *far) all() (all []entry) {
	for _, l := range f.layers {
		all = append(all, l.entries...)
	}
	return all
}
