package tasks

import "container/heap"

// store is an order in which a queue gives its items.
type store[T any] interface {
	Push(T)
	Pop() T
}

// pile is the store of a LIFO queue.
type pile[T any] struct{ items []T }

func (p *pile[T]) Len() int { return len(p.items) }
func (p *pile[T]) Push(v T) { p.items = append(p.items, v) }
func (p *pile[T]) Pop() T {
	last := len(p.items) - 1
	v := p.items[last]
	var zero T
	p.items[last] = zero
	p.items = p.items[:last]
	if last == 0 && cap(p.items) > roomy {
		p.items = nil
	}
	return v
}

// roomy is the capacity up to which an empty pile keeps its memory.
const roomy = 1024

// ranked is the store of a priority queue: a heap, by package container/heap. That package passes
// items as any, which would allocate each twice. So ranked itself adds and takes items, at the end
// of the pile, and package heap only moves them.
type ranked[T any] struct{ by byRank[T] }

func (r *ranked[T]) Push(v T) {
	r.by.pile.Push(v)
	heap.Push(&r.by, nil)
}

func (r *ranked[T]) Pop() T {
	heap.Pop(&r.by)
	return r.by.pile.Pop()
}

type byRank[T any] struct {
	pile[T]
	less func(a, b T) bool
}

func (r *byRank[T]) Less(i, j int) bool { return r.less(r.items[i], r.items[j]) }
func (r *byRank[T]) Swap(i, j int)      { r.items[i], r.items[j] = r.items[j], r.items[i] }
func (*byRank[T]) Push(any)             {}             // ranked has done it
func (*byRank[T]) Pop() any             { return nil } // ranked will do it
