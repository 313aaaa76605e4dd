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

// watchedContext is one of them. Contexts with the same Done channel are one. It counts the
// interruptions that the end of a pass has still to tell, since an owner that is told and calls
// Goexit keeps that from the rest.
type watchedContext struct {
	loop          *Loop
	ctx           context.Context
	done          <-chan struct{}
	index         int  // in all
	interruptions int  // how many belong to it
	untold        int  // how many of them interruptAtPassEnd has still to tell
	broken        bool // its Err has panicked, or called Goexit: it is not asked again
}

// ended reports whether the context has ended. Its Err may be a user's, and the driver calls it, so
// a panic is recovered, and reported once.
func (c *watchedContext) ended() (yes bool) {
	if c.broken {
		return false
	}
	c.broken = true
	defer c.loop.recoverPanic("the Err of a context panicked")
	yes = c.ctx.Err() != nil
	c.broken = false
	return yes
}

func (c *watchedContext) place() *int { return &c.index }

func (w *watchedContexts) enter(l *Loop, ctx context.Context, done <-chan struct{}) *watchedContext {
	one := w.of[done]
	if one == nil {
		one = &watchedContext{loop: l, ctx: ctx, done: done}
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
	return slices.ContainsFunc(w.all, func(one *watchedContext) bool { return one.ended() })
}

// anyUntold reports whether a context has ended with interruptions that interruptAtPassEnd has
// still to tell.
func (w *watchedContexts) anyUntold() bool {
	return slices.ContainsFunc(w.all, func(one *watchedContext) bool { return one.untold > 0 && one.ended() })
}
