package actor

import "context"

// scope holds what a fiber takes over from the context that it was started with, and the name that
// it was given. It never changes, so any goroutine may read it. A fiber that has no variables and
// gets no name shares the scope of the fiber that starts it; the name in a shared scope is that of
// the first fiber. Fibers of two loops never share a scope with a name, since another loop has the
// same serials. A fiber's own context is never the base, so in a chain of fibers none keeps the
// earlier ones alive.
type scope struct {
	base   context.Context // where values come from, not a fiber's own; may be nil
	locals *Locals         // nil when it took over none
	bare   *scope          // the same without variables, for the fibers that it starts; nil when it has none
	name   string          // that was given to one fiber; may be empty
	of     uint64          // the serial of that fiber
}

// nameOf is the name that was given to f, "" when none was.
func (s *scope) nameOf(f *Fiber) string {
	if s == nil || s.of != f.serial {
		return ""
	}
	return s.name
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

// scopeOf is the scope of f, which is started with parent.
func (f *Fiber) scopeOf(parent context.Context, spec *Spec) *scope {
	var locals *Locals
	name := ""
	if spec != nil {
		locals, name = spec.Locals, spec.Name
	}
	if have := LocalsOf(parent); locals == nil && have.Len() > 0 {
		locals = have.Copy()
	}
	parent = inside(parent)
	own, ok := parent.(*fiberContext)
	switch {
	case locals != nil:
		bare := f.bareOf(parent)
		return &scope{base: bare.values(), locals: locals, bare: bare, name: name, of: f.serial}
	case name == "":
		return f.bareOf(parent)
	case ok:
		return &scope{base: own.scope.values(), name: name, of: f.serial}
	}
	return &scope{base: parent, name: name, of: f.serial}
}

// bareOf is the scope that f takes over from parent when it has no variables and no name.
func (f *Fiber) bareOf(parent context.Context) *scope {
	if own, ok := parent.(*fiberContext); ok {
		s := own.scope.without()
		if own.loop != f.loop && s != nil && s.name != "" {
			return &scope{base: s.base}
		}
		return s
	}
	if parent == context.Background() { // which has no values
		return nil
	}
	return &scope{base: parent}
}

// Locals returns the fiber's variables: those that it took over or, if it took over none, those
// that it made for itself. It returns nil while the fiber has none.
func (f *Fiber) Locals() *Locals {
	if s := f.scope; s != nil && s.locals != nil {
		return s.locals
	}
	if a := f.aside.Load(); a != nil {
		return a.locals
	}
	return nil
}
