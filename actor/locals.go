package actor

import (
	"context"
	"fmt"
	"maps"
	"sync/atomic"
)

// Locals are the context variables of a fiber: a map that is copied when a
// fiber starts another, in constant time, because the copies share it until one
// of them writes. A nil one can be read, and is empty. asyncio: contextvars.Context.
type Locals struct {
	values map[any]any
	shared atomic.Bool // values are those of another, too
}

// Copy returns a copy of l. Later changes of the one do not show in the other. Any goroutine may
// call it, and several at a time, as long as nobody sets a variable meanwhile.
func (l *Locals) Copy() *Locals {
	c := &Locals{}
	if l == nil {
		return c
	}
	l.shared.Store(true)
	c.values = l.values
	c.shared.Store(true)
	return c
}

// Get is the value of key.
func (l *Locals) Get(key any) (any, bool) {
	if l == nil {
		return nil, false
	}
	v, ok := l.values[key]
	return v, ok
}

// Set gives key a value.
func (l *Locals) Set(key, value any) {
	l.own()
	l.values[key] = value
}

// Delete takes key's value away.
func (l *Locals) Delete(key any) {
	l.own()
	delete(l.values, key)
}

// Len is the number of variables that have a value.
func (l *Locals) Len() int {
	if l == nil {
		return 0
	}
	return len(l.values)
}

func (l *Locals) own() {
	switch {
	case l.values == nil:
		l.values = make(map[any]any)
	case l.shared.Load():
		l.values = maps.Clone(l.values)
	}
	l.shared.Store(false)
}

type localsKey struct{}

// Context returns ctx with the variables l in place of its own. If l is nil, there are none yet.
func (l *Locals) Context(ctx context.Context) context.Context {
	return localsContext(ctx, l, false)
}

// withLocals is a context with other variables than the one inside it, and perhaps without its
// fiber. A fiber that is started with it takes its values from the context inside: see [Base]. So
// when each fiber of a chain starts the next with such a context, as with one of Detach in a
// callback, none keeps the earlier ones alive.
type withLocals struct {
	context.Context
	locals   *Locals
	detached bool // has no fiber
}

func localsContext(ctx context.Context, l *Locals, detached bool) context.Context {
	if ctx == nil { // as context.WithValue does
		panic("cannot create context from nil parent")
	}
	if l == nil {
		l = &Locals{}
	}
	// Nobody sees the variables of outer. It is left out, so that in a chain of callbacks, each of
	// which sets the next, none keeps the earlier ones alive.
	if outer, ok := ctx.(*withLocals); ok {
		ctx, detached = outer.Context, detached || outer.detached
	}
	return &withLocals{ctx, l, detached}
}

func (c *withLocals) Value(key any) any {
	switch key.(type) {
	case localsKey:
		return c.locals
	case fiberKey:
		if c.detached {
			return nil
		}
	}
	return c.Context.Value(key)
}

// String describes the context. Like those of package context, it shows no values.
func (c *withLocals) String() string { return fmt.Sprint(c.Context) + ".WithVariables" }

// inside is ctx without the variables that were put around it.
func inside(ctx context.Context) context.Context {
	for {
		c, ok := ctx.(*withLocals)
		if !ok {
			return ctx
		}
		ctx = c.Context
	}
}

// LocalsOf are the variables that ctx carries, nil when it carries none.
func LocalsOf(ctx context.Context) *Locals {
	if own, ok := ctx.(*fiberContext); ok {
		return (*Fiber)(own).Locals()
	}
	if ctx == nil {
		return nil
	}
	l, _ := ctx.Value(localsKey{}).(*Locals)
	return l
}

// OwnLocals returns the variables that ctx carries. It makes them if the fiber of ctx has none yet,
// and returns nil if ctx carries neither variables nor a fiber.
func OwnLocals(ctx context.Context) *Locals {
	if l := LocalsOf(ctx); l != nil {
		return l
	}
	f := Of(ctx)
	if f == nil {
		return nil
	}
	own := f.more()
	own.locals = &Locals{}
	return own.locals
}
