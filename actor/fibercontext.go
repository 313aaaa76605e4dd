package actor

import (
	"context"
	"time"
)

// fiberContext is a Fiber seen as the context of its body. It is the same
// pointer: a context per fiber costs nothing.
//
// It is done when the fiber has ended, and not when it is canceled: a canceled
// body must still be able to await its clean-up.
type fiberContext Fiber

type fiberKey struct{}

var _ context.Context = (*fiberContext)(nil)

// Context is the context that the body is given.
func (f *Fiber) Context() context.Context { return (*fiberContext)(f) }

func (c *fiberContext) Deadline() (time.Time, bool) { return time.Time{}, false }

func (c *fiberContext) Done() <-chan struct{} { return (*Fiber)(c).Completion.Done() }

func (c *fiberContext) Err() error {
	if (*Fiber)(c).Finished() {
		return context.Canceled
	}
	return nil
}

func (c *fiberContext) Value(key any) any {
	switch key.(type) {
	case fiberKey:
		return (*Fiber)(c)
	case localsKey:
		return (*Fiber)(c).Locals()
	}
	if base := c.scope.values(); base != nil {
		return base.Value(key)
	}
	return nil
}

func (c *fiberContext) String() string { return (*Fiber)(c).String() + ".Context" }

// AfterFunc lets package context watch the fiber's end without a goroutine for
// each derived context. Any goroutine may call it.
func (c *fiberContext) AfterFunc(fn func()) (stop func() bool) {
	return (*Fiber)(c).afterEnd(fn)
}

// Of is the fiber that ctx carries, running or not; nil when there is none, as in a nil ctx.
func Of(ctx context.Context) *Fiber {
	if own, ok := ctx.(*fiberContext); ok {
		return (*Fiber)(own)
	}
	if ctx == nil {
		return nil
	}
	f, _ := ctx.Value(fiberKey{}).(*Fiber)
	return f
}

// LoopOf is the loop of the fiber that ctx carries, nil when there is none.
func LoopOf(ctx context.Context) *Loop {
	if own, ok := ctx.(*fiberContext); ok {
		return own.loop
	}
	return loopOf(ctx)
}

// loopOf is LoopOf for a context that is not a fiber's own. It is apart so that LoopOf is
// inlined.
//
//go:noinline
func loopOf(ctx context.Context) *Loop {
	if f := Of(ctx); f != nil {
		return f.loop
	}
	return nil
}

// derived reports whether ctx can end on its own account, before f does.
func (f *Fiber) derived(ctx context.Context) bool {
	done := ctx.Done()
	return done != nil && done != f.Done()
}

// Derived reports whether ctx can end before the fiber that it carries.
func Derived(ctx context.Context) bool {
	_, own := ctx.(*fiberContext)
	return !own && derived(ctx)
}

// derived is the rest of Derived, which is apart so that it is inlined.
func derived(ctx context.Context) bool {
	f := Of(ctx)
	return f != nil && f.derived(ctx)
}

// Base is the context from which ctx has its values. For the own context of a fiber, that is the
// one with which the fiber was started, without the fiber itself and its variables; for any other,
// it is ctx itself. Variables that were put around ctx are left out first.
func Base(ctx context.Context) context.Context {
	ctx = inside(ctx)
	own, ok := ctx.(*fiberContext)
	if !ok {
		return ctx
	}
	if base := own.scope.values(); base != nil {
		return base
	}
	return context.Background()
}

// Detach is ctx for code that is not the fiber's own, such as a thread or a callback. It has the
// values of ctx and a copy of its variables, but nothing can be awaited with it. A nil ctx is an
// empty one.
func Detach(ctx context.Context) context.Context {
	if ctx == nil {
		ctx = context.Background()
	}
	return localsContext(ctx, LocalsOf(ctx).Copy(), true)
}
