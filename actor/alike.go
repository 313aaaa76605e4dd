package actor

// alike are the interruptions of a loop by their contexts' Done channels. The news of an end comes to
// each interruption on a goroutine of its own. If each waited for its own, a task that was started
// with a context might end before whoever awaits it under the same context hears of the end. So the
// first news is for all that are alike. Contexts that are derived from one another have channels of
// their own, and are told one after the other: to find them, each end would have to look at all.
//
// Those of a channel are a ring, in the order in which they were set; the map has the first.
type alike map[<-chan struct{}]*interruption

func (a *alike) add(p *interruption) {
	if *a == nil {
		*a = make(alike)
	}
	first := (*a)[p.done]
	if first == nil {
		p.prev, p.next = p, p
		(*a)[p.done] = p
		return
	}
	p.prev, p.next = first.prev, first
	p.prev.next, p.next.prev = p, p
}

// remove takes p out, which must be there.
func (a alike) remove(p *interruption) {
	switch {
	case p.next == p:
		delete(a, p.done)
	case a[p.done] == p:
		a[p.done] = p.next
	}
	p.prev.next, p.next.prev = p.next, p.prev
	p.prev, p.next = nil, nil
}

// of is a copy of the ring of done, in the order in which they were set.
func (a alike) of(done <-chan struct{}) []*interruption {
	first := a[done]
	if first == nil {
		return nil
	}
	all := []*interruption{first}
	for q := first.next; q != first; q = q.next {
		all = append(all, q)
	}
	return all
}
