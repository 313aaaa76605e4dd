package actor

import "context"

// scope is what a fiber takes over from the context that it was started with. It never
// changes, so any goroutine may read it. Fibers that start each other share one while they
// have no variables. A fiber's own context is never the base, so a chain of them keeps none
// alive.
type scope struct {
	base   context.Context // where values come from, not a fiber's own; may be nil
	locals *Locals         // nil when it took over none
	bare   *scope          // the same without variables, for the fibers that it starts; of one that has none, nil
}

// without is s without variables.
func (s *scope) without() *scope {
	if s == nil || s.locals == nil {
		return s
	}
	return s.bare
}

// values is the base, nil when there is none.
func (s *scope) values() context.Context {
	if s == nil {
		return nil
	}
	return s.base
}

// scopeOf is the scope of a fiber that is started with parent.
func scopeOf(parent context.Context, spec *Spec) *scope {
	var locals *Locals
	if spec != nil {
		locals = spec.Locals
	}
	if have := LocalsOf(parent); locals == nil && have.Len() > 0 {
		locals = have.Copy()
	}
	var bare *scope
	if own, ok := parent.(*fiberContext); ok {
		bare = own.scope.without()
	} else if parent != context.Background() { // which has no values
		bare = &scope{base: parent}
	}
	if locals == nil {
		return bare
	}
	return &scope{base: bare.values(), locals: locals, bare: bare}
}

// Locals are the fiber's variables, nil while it has none: those that it took over, or else
// those that it made for itself.
func (f *Fiber) Locals() *Locals {
	if s := f.scope; s != nil && s.locals != nil {
		return s.locals
	}
	if a := f.aside.Load(); a != nil {
		return a.locals
	}
	return nil
}
