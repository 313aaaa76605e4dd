package actor

import (
	"context"
	"slices"
)

// endings are the contexts of the derivedParks of a loop with a virtual clock, each once:
// many tasks may be under one, and all are to be looked through only when one has ended.
type endings struct {
	all []*ending
	of  map[<-chan struct{}]*ending
}

// ending is a context, which its Done channel tells from others.
type ending struct {
	ctx    context.Context
	done   <-chan struct{}
	index  int
	parks  int // under it
	untold int // of them, that endsInside has to tell
}

func (e *endings) enter(ctx context.Context) *ending {
	done := ctx.Done()
	one := e.of[done]
	if one == nil {
		one = &ending{ctx: ctx, done: done, index: len(e.all)}
		if e.of == nil {
			e.of = make(map[<-chan struct{}]*ending)
		}
		e.of[done] = one
		e.all = append(e.all, one)
	}
	one.parks++
	return one
}

func (e *endings) leave(one *ending) {
	if one.parks--; one.parks > 0 {
		return
	}
	delete(e.of, one.done)
	last := len(e.all) - 1
	e.all[one.index] = e.all[last]
	e.all[one.index].index = one.index
	e.all[last] = nil
	e.all = e.all[:last]
}

// any reports whether any has ended.
func (e *endings) any() bool {
	return slices.ContainsFunc(e.all, func(one *ending) bool { return one.ctx.Err() != nil })
}

// untold reports whether any has ended and somebody is to be told.
func (e *endings) untold() bool {
	return slices.ContainsFunc(e.all, func(one *ending) bool { return one.untold > 0 && one.ctx.Err() != nil })
}
