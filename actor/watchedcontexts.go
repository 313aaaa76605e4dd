package actor

import (
	"context"
	"slices"
)

// watchedContexts are the contexts of a loop's interruptions, each once, under a virtual
// clock. Many tasks may wait under one context: the loop looks at each context, and at the
// interruptions only when one has ended.
type watchedContexts struct {
	bag[*watchedContext]
	of map[<-chan struct{}]*watchedContext
}

// watchedContext is one of them. Contexts with one Done channel are one.
type watchedContext struct {
	ctx           context.Context
	done          <-chan struct{}
	index         int // in all
	interruptions int // how many there are of it
	untold        int // how many of them interruptPolled has still to tell
}

func (c *watchedContext) place() *int { return &c.index }

func (w *watchedContexts) enter(ctx context.Context) *watchedContext {
	done := ctx.Done()
	one := w.of[done]
	if one == nil {
		one = &watchedContext{ctx: ctx, done: done}
		if w.of == nil {
			w.of = make(map[<-chan struct{}]*watchedContext)
		}
		w.of[done] = one
		w.add(one)
	}
	one.interruptions++
	return one
}

func (w *watchedContexts) leave(one *watchedContext) {
	if one.interruptions--; one.interruptions > 0 {
		return
	}
	delete(w.of, one.done)
	w.remove(one)
}

// anyEnded reports whether any of the contexts has ended.
func (w *watchedContexts) anyEnded() bool {
	return slices.ContainsFunc(w.all, func(one *watchedContext) bool { return one.ctx.Err() != nil })
}

// untold reports whether a context has ended of which interruptPolled has somebody to tell.
func (w *watchedContexts) untold() bool {
	return slices.ContainsFunc(w.all, func(one *watchedContext) bool { return one.untold > 0 && one.ctx.Err() != nil })
}
