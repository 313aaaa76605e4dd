package actor

import (
	"context"
	"fmt"
	"strconv"
)

// A fiber's states:
//
//	state    entered by                                left by
//	ready    Start; Yield; the end of what it awaited  its turn (to running; to ended, when it was canceled before its first step)
//	running  its turn; Start, when it is eager         an await (to waiting), Yield (to ready), the body's end (to ended)
//	waiting  an await of something unfinished          the end of that, breakCircle (to ready)
//	ended    the body's end; see ready                 never
//
// A loop that closes ends what is ready or waiting: see abandon.go. While an eager fiber
// takes its first step, the one that has started it stays running, beneath it.
//
// Timeline of an await: the body enters it; the target gets the fiber as a
// watcher; the coroutine suspends; the target ends and posts Done; a later pass
// hands Done to the fiber; the coroutine resumes and the await returns.
//
// Rules:
//  1. At most one envelope that wakes a fiber is on its way at any time.
//  2. A request to cancel goes to what the fiber awaits. When it awaits nothing,
//     or something that has ended, its activation keeps the request for the current or next await;
//     before the first step, it is enough that requests is not zero.
//  3. Only the loop's driver reads or writes a fiber's fields, except for its asides, and for
//     loop, owner, ofFiber, serial and scope, which do not change after Start.

// Fiber is an actor with a body: plain sequential code that may await. It is
// the machinery of a task. Its mailbox gets [Resume], [Done] and [Cancel].
type Fiber struct {
	Completion
	act      *activation // from the first step to the end, otherwise nil
	scope    *scope      // shared with fibers that it starts
	serial   uint64
	index    uint32 // in the loop's fibers
	requests int32  // to cancel, less those taken back
}

// Body is the work of a fiber, and owns its end: Cancel and String are the fiber's.
type Body interface {
	Owner
	// Fiber is what runs it.
	Fiber() *Fiber
	// Run does it. ctx is the fiber's own context.
	Run(ctx context.Context) error
	// Func is the function that does the work, for stacks and reports.
	Func() any
	// Task is the value that stands for the fiber in the layer above.
	Task() any
}

// target is what a fiber can await: a Completion or its own Wait.
type target interface {
	Cancel(msg string) bool
	outcome() error
	describe() string
}

// Spec is how a fiber starts. The zero value is what most want.
type Spec struct {
	// Name is the fiber's name. When empty, it is "Task-N", N counting up.
	Name string
	// Eager makes the body run at once, until it first suspends.
	Eager bool
	// Lazy overrides Eager, which a task factory may set for every fiber.
	Lazy bool
	// Locals are the fiber's variables, shared and not copied. When nil, the
	// fiber gets a copy of those of the fiber that starts it.
	Locals *Locals
	// Wrap, when set, is called in the body's place and calls next once.
	Wrap func(ctx context.Context, next func(context.Context) error) error
}

// Start makes f run: in the next pass or, when f is eager and the loop is driven, at once. Before
// that, [Completion.Init] has to give f its loop and its owner, the Body that it runs. Context
// values come from parent. The end of parent does not cancel f; for that, see [Fiber.CancelWith]. A
// nil spec is like a zero one. It never suspends.
//
// It fails with ErrInvalidState when f has started before, has ended, or has no loop or no Body,
// with ErrLoopClosed, with a [PanicError] when the task factory panics, and in debug mode with
// ErrForeignGoroutine; f has then not started.
func (f *Fiber) Start(parent context.Context, spec *Spec) error {
	l := f.loop
	if _, ok := f.owner.(Body); !ok || l == nil || f.ofFiber || f.Finished() {
		return f.unfit()
	}
	if l.Closed() {
		return ErrLoopClosed
	}
	if l.debug {
		if err := l.CheckGoroutine(); err != nil {
			return err
		}
	}
	if l.factory != nil {
		changed, err := l.applyFactory(spec)
		if err != nil {
			return err
		}
		spec = changed
	}
	f.ofFiber = true
	l.serial++
	f.serial = l.serial
	if l.debug {
		f.setOrigin(callers(3, mostFramesOfOrigin))
	}
	if own, ok := parent.(*fiberContext); ok && own.loop == l && spec == nil && (*Fiber)(own).Locals().Len() == 0 {
		f.scope = own.scope.without() // what follows below, for the most frequent case
		l.fibers.add(f)
		l.post(f, Resume{})
		return nil
	}
	f.scope = f.scopeOf(parent, spec)
	if spec != nil && spec.Wrap != nil {
		f.makeRare().wrap = spec.Wrap
	}
	l.fibers.add(f)
	if spec != nil && spec.Eager && !spec.Lazy && l.Running() {
		f.stepNow()
		if l.down.unwinds && f.act != nil { // a clean-up has started it
			f.act.wait.giveUp()
		}
	} else {
		l.post(f, Resume{})
	}
	return nil
}

// unfit is why f cannot start, whatever its loop does.
//
//go:noinline
func (f *Fiber) unfit() error {
	switch {
	case f.loop == nil:
		return fmt.Errorf("a fiber without a loop: Init gives it one: %w", ErrInvalidState)
	case f.ofFiber:
		return fmt.Errorf("%s was started before: %w", f, ErrInvalidState)
	case f.Finished():
		return fmt.Errorf("a fiber has ended before its start: %w", ErrInvalidState)
	}
	return fmt.Errorf("a fiber whose owner is a %T and no Body: Init gives it one: %w", f.owner, ErrInvalidState)
}

// applyFactory gives a copy of spec to the task factory, which may change it. A panic of the
// factory is reported, and is an error of whoever makes the task.
func (l *Loop) applyFactory(spec *Spec) (changed *Spec, err error) {
	changed = &Spec{}
	if spec != nil {
		*changed = *spec
	}
	defer func() {
		if v := recover(); v != nil {
			err = NewPanicError(v)
			l.Report(Report{Message: "the task factory panicked", Err: err, Task: changed.Name})
		}
	}()
	l.factory(changed)
	return changed, nil
}

// Started reports whether Start has let it run.
func (f *Fiber) Started() bool { return f.ofFiber }

// Name is the fiber's name. Any goroutine may call it once the fiber was started. asyncio:
// Task.get_name.
func (f *Fiber) Name() string {
	name := f.scope.nameOf(f)
	if e := f.rare(); e != nil {
		if now, renamed := e.nameNow(); renamed {
			name = now
		}
	}
	if name == "" {
		return "Task-" + strconv.FormatUint(f.serial, 10)
	}
	return name
}

// SetName changes the name. Any goroutine may call it. asyncio: Task.set_name.
func (f *Fiber) SetName(name string) {
	if f.loop != nil { // not of a zero Fiber
		f.makeRare().rename(name)
	}
}

// Body is what the fiber runs, nil when Init gave it none.
func (f *Fiber) Body() Body {
	body, _ := f.owner.(Body)
	return body
}

// Awaiting describes what the fiber waits for. It is "" when the fiber does not wait.
func (f *Fiber) Awaiting() string {
	if f.act == nil || f.act.awaits == nil {
		return ""
	}
	return f.act.awaits.describe()
}

// String describes the fiber by its name and state. asyncio: the task's repr.
func (f *Fiber) String() string {
	state := "pending"
	switch {
	case !f.ofFiber && !f.Finished():
		state = "not started"
	case f.Canceled():
		state = "canceled"
	case f.Finished():
		state = "finished"
	case f.requests > 0:
		state = "canceling"
	}
	return "task " + strconv.Quote(f.Name()) + " (" + state + ")"
}
