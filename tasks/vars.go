package tasks

import (
	"context"

	"github.com/actorloom/actorloom/actor"
)

// Var is a context variable: each task has its own value, copied from its
// creator's when it is made. The zero Var is ready to use; its address is its
// identity. asyncio: contextvars.ContextVar.
type Var[T any] struct {
	// Default is the value where none was set.
	Default T
	_       identity
}

// identity keeps two variables from having one address. It also makes go vet find copies, which
// would be variables of their own, as it finds copies of a sync.Mutex.
type identity struct{ _ byte }

func (*identity) Lock()   {}
func (*identity) Unlock() {}

// Vars are the values of a task's variables. asyncio: contextvars.Context.
type Vars = actor.Locals

// Get is the value in ctx's task. It never suspends. asyncio: ContextVar.get.
func (v *Var[T]) Get(ctx context.Context) T {
	value, ok := v.Lookup(ctx)
	if !ok {
		return v.Default
	}
	return value
}

// Lookup returns the value in ctx's task, and whether one was set. If none was, the value is the
// zero value and not Default. It never suspends. asyncio: ContextVar.get, which fails without a
// value.
func (v *Var[T]) Lookup(ctx context.Context) (T, bool) {
	value, ok := actor.LocalsOf(ctx).Get(v)
	if !ok {
		var zero T
		return zero, false
	}
	of, _ := value.(T) // a nil has no type, not even an interface's
	return of, true
}

// Set sets the value in ctx's task, and in the tasks that it makes later. restore, which need not
// be called, takes that back. With the context of a thread or of [Snapshot], Set changes only the
// copy in that context. When ctx carries neither a task nor variables, Set does nothing. It never
// suspends. asyncio: ContextVar.set and reset.
func (v *Var[T]) Set(ctx context.Context, value T) (restore func()) {
	vars := actor.OwnLocals(ctx)
	if vars == nil {
		return func() {}
	}
	old, had := vars.Get(v)
	vars.Set(v, value)
	return func() {
		if had {
			vars.Set(v, old)
		} else {
			vars.Delete(v)
		}
	}
}

// CopyVars returns a copy of the variables of ctx's task, for [InVars]. It never suspends. asyncio:
// contextvars.copy_context.
func CopyVars(ctx context.Context) *Vars { return actor.LocalsOf(ctx).Copy() }

// Snapshot returns a context with a copy of the variables of ctx's task, and without the task. A
// callback that closes over it sees the variables as they are now. It ends when ctx does. Of a nil
// ctx it is an empty context. Snapshot never suspends. asyncio: the context argument of call_soon
// and add_done_callback.
func Snapshot(ctx context.Context) context.Context { return actor.Detach(ctx) }
