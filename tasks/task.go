package tasks

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/actorloom/actorloom/actor"
)

// Task is a coroutine that runs on a loop, and the promise of its result. It is
// an actor: it has an address, and gets the messages resume, done and cancel.
// asyncio: Task.
type Task[T any] struct {
	fiber actor.Fiber
	value T
	coro  Coro[T]
}

// AnyTask is a [*Task], whatever its result; its methods are the task's.
type AnyTask interface {
	Handle
	// Name and SetName are [Task.Name] and [Task.SetName].
	Name() string
	SetName(string)
	// Canceling and Uncancel are [Task.Canceling] and [Task.Uncancel].
	Canceling() int
	Uncancel() int
	// Stack and PrintStack are [Task.Stack] and [Task.PrintStack].
	Stack(limit int) []runtime.Frame
	PrintStack(limit int, to io.Writer) error
	// PID is [Task.PID].
	PID() *PID
}

var (
	_ Promise[int] = (*Task[int])(nil)
	_ AnyTask      = (*Task[int])(nil)
)

// Option is a setting of a new task.
type Option func(*actor.Spec)

// Name names the task; without it, or with an empty name, it is Task-1, Task-2 and so
// on. asyncio: create_task(name=).
func Name(name string) Option { return func(s *actor.Spec) { s.Name = name } }

// Eager makes the task begin inside Go, if its loop runs: when Go returns, the task has run until
// it first suspended, or to its end. Go itself does not suspend. asyncio: eager_start.
func Eager() Option { return func(s *actor.Spec) { s.Eager = true } }

// Lazy makes the task begin in the next pass, even if the loop's task factory makes tasks eager.
// asyncio: eager_start=False.
func Lazy() Option { return func(s *actor.Spec) { s.Lazy = true } }

// InVars makes the task use v itself for its variables, instead of a copy of its creator's.
// asyncio: create_task(context=).
func InVars(v *Vars) Option { return func(s *actor.Spec) { s.Locals = v } }

// Go starts coro as a new task on the loop of ctx's task. It takes its first step in the loop's
// next pass. It gets the values of ctx and a copy of its variables; when ctx was derived and ends,
// the task is canceled, once. It may outlive the task that calls Go; a task of supervise.GoIn does
// not outlive its group. If the task cannot be made (a nil coro, a closed loop, a ctx without a
// task), Go returns one that has ended with the reason. Go never suspends. asyncio: create_task.
func Go[T any](ctx context.Context, coro Coro[T], opts ...Option) *Task[T] {
	l := actor.LoopOf(ctx)
	if l == nil {
		return Refused[T](nil, named(specOf(opts), ErrNoTask))
	}
	t := (&Task[T]{}).start(l, ctx, coro, specOf(opts))
	if actor.Derived(ctx) && !t.Finished() {
		t.fiber.CancelWith(ctx)
	}
	return t
}

// GoOn is Go on a loop, for callbacks and for code before the loop runs; after [Start], and on
// other goroutines, use [Submit] or [RunOn]. ctx gives values and variables only: its end does not
// cancel the task. When l is nil, the task has ended with ErrNoLoop. GoOn never suspends. asyncio:
// loop.create_task.
func GoOn[T any](ctx context.Context, l *Loop, coro Coro[T], opts ...Option) *Task[T] {
	if l == nil {
		return Refused[T](nil, named(specOf(opts), ErrNoLoop))
	}
	return (&Task[T]{}).start(l, ctx, coro, specOf(opts))
}

// start starts t, a zero Task, and returns it. If t cannot be started, start returns another task,
// which has ended with the reason.
func (t *Task[T]) start(l *Loop, ctx context.Context, coro Coro[T], spec *actor.Spec) *Task[T] {
	if coro == nil {
		return Refused[T](l, named(spec, ErrNilFunc))
	}
	t.coro = coro
	t.fiber.Init(l, (*body[T])(t))
	if err := t.fiber.Start(ctx, spec); err != nil {
		return Refused[T](l, named(spec, err))
	}
	return t
}

// specOf is what opts say, nil when there are none.
func specOf(opts []Option) *actor.Spec {
	if len(opts) == 0 {
		return nil
	}
	return changed(&actor.Spec{}, opts)
}

// changed applies opts to spec and returns it. It is not inlined, so that specOf can be.
//
//go:noinline
func changed(spec *actor.Spec, opts []Option) *actor.Spec {
	for _, o := range opts {
		if o != nil {
			o(spec)
		}
	}
	return spec
}

// body is a Task seen by its fiber.
type body[T any] Task[T]

func (b *body[T]) Run(ctx context.Context) error {
	v, err := b.coro(ctx)
	if err == nil {
		b.value = v
	}
	return err
}

// Value is the result, for whoever asks the task's address.
func (b *body[T]) Value() any { return b.value }

func (b *body[T]) Func() any              { return b.coro }
func (b *body[T]) Task() any              { return (*Task[T])(b) }
func (b *body[T]) Fiber() *actor.Fiber    { return &b.fiber }
func (b *body[T]) Cancel(msg string) bool { return b.fiber.Cancel(msg) }
func (b *body[T]) String() string         { return b.fiber.String() }

// Name is the task's name. Any goroutine may call it. asyncio: get_name.
func (t *Task[T]) Name() string { return t.fiber.Name() }

// SetName changes the name. Any goroutine may call it. asyncio: set_name.
func (t *Task[T]) SetName(name string) { t.fiber.SetName(name) }

// Coro is what the task runs, nil if the task could not be made. asyncio: get_coro.
func (t *Task[T]) Coro() Coro[T] { return t.coro }

// Canceling is the number of requests to cancel that were not taken back.
// asyncio: cancelling.
func (t *Task[T]) Canceling() int { return t.fiber.Canceling() }

// Uncancel takes back one request to cancel and returns how many are left. When none is left, a
// cancellation that no await has delivered yet is forgotten. asyncio: uncancel.
func (t *Task[T]) Uncancel() int { return t.fiber.Uncancel() }

// Stack returns the frames, oldest first, of where the task is suspended or where it panicked. They
// are those outside this library: a suspended task of [After] has none. A task that failed with an
// error has one frame, its function; that of [Void] is Void's own. Stack is empty before the first
// step, and when the task has ended without failing. A positive limit keeps the newest frames of a
// suspended task, the oldest of a panic. asyncio: get_stack.
func (t *Task[T]) Stack(limit int) []runtime.Frame {
	if t.fiber.Body() == nil { // it could not be made
		return nil
	}
	return t.fiber.Stack(limit)
}

// PrintStack writes Stack as text to the writer, or to standard error when to is nil. It returns
// the writer's error. asyncio: print_stack.
func (t *Task[T]) PrintStack(limit int, to io.Writer) error {
	if to == nil {
		to = os.Stderr
	}
	frames := t.Stack(limit)
	head := "Stack for "
	switch {
	case len(frames) == 0:
		_, err := fmt.Fprintf(to, "No stack for %s\n", t)
		return err
	case t.Finished():
		head = "Traceback for "
	}
	_, err := fmt.Fprintf(to, "%s%s (oldest call first):\n%s", head, t, actor.FormatFrames(frames))
	return err
}

// PID is the task's address, the same at every call, nil for a zero Task: actors can
// send it package actor's Cancel, ask it for its result by GetResult, and watch it.
// The first call registers it. The address ends with the task, unless
// [RememberResults] keeps it. Any goroutine may call it.
func (t *Task[T]) PID() *PID { return t.fiber.PID() }

// Vars are the task's variables. v.Set(t.Vars().Context(ctx), x) sets one for the task. asyncio:
// get_context.
func (t *Task[T]) Vars() *Vars { return actor.OwnLocals(t.fiber.Context()) }

// String describes the task: its state, its name, its function, and what it waits for or how it
// ended. asyncio: repr.
func (t *Task[T]) String() string {
	s := t.fiber.String()
	if t.coro != nil {
		s += " of " + funcName(t.coro)
	}
	switch {
	case t.Finished():
		s += ": " + show(t.Completion(), &t.value)
	case t.fiber.Awaiting() != "":
		s += ", waits for " + t.fiber.Awaiting()
	}
	return s
}
