package supervise

import "iter"

// offspring is the children of an actor, in the order of their start. Each knows its place.
// One that goes leaves a hole; when half are holes, they are closed.
type offspring struct {
	all []*Ref // the last is no hole
	n   int    // of children
}

func (o *offspring) add(r *Ref) {
	r.place = len(o.all)
	o.all = append(o.all, r)
	o.n++
}

// remove does nothing when r is none of the children any more.
func (o *offspring) remove(r *Ref) {
	if r.place >= len(o.all) || o.all[r.place] != r {
		return
	}
	o.all[r.place] = nil
	o.n--
	for last := len(o.all) - 1; last >= 0 && o.all[last] == nil; last-- {
		o.all = o.all[:last]
	}
	if o.n < len(o.all)/2 {
		o.close()
	}
}

// close closes the holes.
func (o *offspring) close() {
	kept := o.all[:0]
	for _, r := range o.all {
		if r != nil {
			r.place = len(kept)
			kept = append(kept, r)
		}
	}
	clear(o.all[len(kept):])
	o.all = kept
}

// last is the latest child, nil when there is none.
func (o *offspring) last() *Ref {
	if o.n == 0 {
		return nil
	}
	return o.all[len(o.all)-1]
}

// backward are the children, the latest first.
func (o *offspring) backward() iter.Seq[*Ref] {
	return func(yield func(*Ref) bool) {
		for i := len(o.all) - 1; i >= 0; i-- {
			if r := o.all[i]; r != nil && !yield(r) {
				return
			}
		}
	}
}
