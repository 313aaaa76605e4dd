package actor

import (
	"cmp"
	"slices"
)

// fiberList is the loop's fibers that have not ended, in no order: each knows its
// place, so that it comes and goes at the end of the list or in one swap.
type fiberList []*Fiber

func (l *fiberList) add(f *Fiber) {
	f.index = uint32(len(*l))
	*l = append(*l, f)
}

func (l *fiberList) remove(f *Fiber) {
	all := *l
	last := len(all) - 1
	if int(f.index) != last {
		all[f.index] = all[last]
		all[f.index].index = f.index
	}
	all[last] = nil
	*l = all[:last]
}

// inOrder is a copy in the order in which the fibers were made.
func (l fiberList) inOrder() []*Fiber {
	all := slices.Clone(l)
	slices.SortFunc(all, func(a, b *Fiber) int { return cmp.Compare(a.serial, b.serial) })
	return all
}
