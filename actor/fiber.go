package actor

import (
	"context"
	"strconv"
)

// Fiber is an actor with a body: plain sequential code that may await. It is
// the machinery of a task. Its mailbox gets [Resume], [Done] and [Cancel].
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
//  2. A request to cancel goes to what the fiber awaits. When that is nothing,
//     or has ended, its activation keeps the request for the current or next await;
//     before the first step, that requests is not zero says enough.
//  3. Only the loop's driver reads or writes a fiber's fields, except for its aside.
type Fiber struct {
	*Completion
	act      *activation      // from the first step to the end, else nil
	base     *context.Context // where its values come from; shared with the fibers that it starts
	locals   *Locals
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
	// Func is the function that the work is, for people to read about.
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
	// Eager lets the body run at once until it first suspends.
	Eager bool
	// Lazy overrides Eager, which a task factory may set for every fiber.
	Lazy bool
	// Locals are the fiber's variables, shared and not copied. When nil, the
	// fiber gets a copy of those of the fiber that starts it.
	Locals *Locals
	// Wrap, when set, is called in the body's place and calls next once.
	Wrap func(ctx context.Context, next func(context.Context) error) error
}

// Start lets f, a zero Fiber, run: in the next pass or, when it is eager, at once. end is
// the Completion that f's end settles. [Completion.Init] has given it its loop, on which f
// runs, and its owner, the Body that f runs. Context values come from parent; its end does
// not cancel f, but see [Fiber.CancelWith]. A nil spec is like a zero one. It fails with
// ErrLoopClosed, with a [PanicError] when the task factory panics, and in debug mode with
// ErrForeignGoroutine; f is then still a zero Fiber. It never suspends.
func (f *Fiber) Start(end *Completion, parent context.Context, spec *Spec) error {
	l := end.loop
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
	f.Completion = end
	end.ofFiber = true
	l.serial++
	f.serial = l.serial
	if l.debug {
		f.more().made = callers(3, deepestCreation)
	}
	if own, ok := parent.(*fiberContext); ok && own.locals.Len() == 0 && spec == nil {
		f.base = own.base // what follows below, for the most frequent case
		l.fibers.add(f)
		l.post(f, Resume{})
		return nil
	}
	f.inherit(parent, spec)
	if spec != nil && (spec.Name != "" || spec.Wrap != nil) {
		more := f.more()
		more.name, more.wrap = spec.Name, spec.Wrap
	}
	l.fibers.add(f)
	if spec != nil && spec.Eager && !spec.Lazy && l.Running() {
		f.stepNow()
	} else {
		l.post(f, Resume{})
	}
	return nil
}

// applyFactory lets the task factory change a copy of spec. Its panic is an error of
// whoever makes the task.
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

// inherit takes over the values and variables of parent, the context that starts f.
// A fiber's own context adds only the fiber and its variables to its base. So a child
// starts from the base, and a chain of fibers that start each other keeps none alive.
func (f *Fiber) inherit(parent context.Context, spec *Spec) {
	var locals *Locals
	if spec != nil {
		locals = spec.Locals
	}
	var have *Locals
	if own, ok := parent.(*fiberContext); ok {
		f.base, have = own.base, own.locals
	} else if parent != nil {
		f.base, have = &parent, LocalsOf(parent)
	}
	f.locals = locals
	if locals == nil && have.Len() > 0 {
		f.locals = have.Copy()
	}
}

// Name is the fiber's name. Any goroutine may call it once the fiber was started. asyncio:
// Task.get_name.
func (f *Fiber) Name() string {
	if e := f.rare(); e != nil {
		if name := e.nameNow(); name != "" {
			return name
		}
	}
	return "Task-" + strconv.FormatUint(f.serial, 10)
}

// SetName changes the name. asyncio: Task.set_name.
func (f *Fiber) SetName(name string) {
	if f.Completion != nil { // not of a zero Fiber
		f.more().rename(name)
	}
}

// rare is the aside of the fiber's end, nil when it has none.
func (f *Fiber) rare() *aside {
	if f.Completion == nil { // a zero Fiber
		return nil
	}
	return f.aside.Load()
}

// Body is what the fiber was started with, nil before.
func (f *Fiber) Body() Body {
	if f.Completion == nil {
		return nil
	}
	body, _ := f.owner.(Body)
	return body
}

// Awaiting is what the fiber waits for, for people to read; "" when it does not
// wait.
func (f *Fiber) Awaiting() string {
	if f.act == nil || f.act.awaits == nil {
		return ""
	}
	return f.act.awaits.describe()
}

// String is the fiber for people to read. asyncio: the task's repr.
func (f *Fiber) String() string {
	state := "pending"
	switch {
	case f.Completion == nil: // a zero Fiber
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
