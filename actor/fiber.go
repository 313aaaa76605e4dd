package actor

import (
	"context"
	"strconv"
	"sync/atomic"

	"github.com/actorloom/actorloom/internal/coro"
	"github.com/actorloom/actorloom/internal/invariants"
)

// Fiber is an actor with a body: plain sequential code that may await. It is
// the machinery of a task. Its mailbox gets [Resume], [Done] and [Cancel].
//
//	state      entered by                              left by
//	ready      Start; what it awaited has ended        Resume or Done, in its turn (to running)
//	running    its turn                                an await (to waiting), Yield (to ready), the body's end
//	waiting    an await of something unfinished        the end of that (to ready)
//	ended      the body's end; Cancel before its start never
//
// Timeline of an await: the body enters it; the target gets the fiber as a
// watcher; the coroutine suspends; the target ends and posts Done; a later pass
// hands Done to the fiber; the coroutine resumes and the await returns.
//
// Rules:
//  1. At most one envelope that wakes a fiber is on its way at any time.
//  2. awaits is what the fiber waits for, from before it suspends until its
//     next step; nil while it is ready to start, yields or runs.
//  3. A request to cancel goes to awaits. When there is none, or it has ended,
//     mustCancel keeps the request until the next step.
//  4. Only the loop's driver reads or writes a fiber's fields, but for extra.
type Fiber struct {
	*Completion
	watch      Watch // of what it awaits
	wait       Wait
	awaits     target
	body       Body
	base       context.Context // where its values come from
	coro       *coro.Coroutine
	timer      *Callback
	locals     *Locals
	extra      atomic.Pointer[extra]
	prev, next *Fiber // of the loop's fibers
	name       string
	cancelMsg  string
	serial     uint64
	goroutine  uint64 // that runs the body; in debug mode
	requests   int32  // to cancel, less those taken back
	mustCancel bool
	passing    bool // a request on to what it awaits
	unwinding  bool
	probe      *probe
}

// Body is the work of a fiber.
type Body interface {
	// Run does it. ctx is the fiber's own context.
	Run(ctx context.Context) error
	// Func is the function that the work is, for people to read about.
	Func() any
	// Owner is the value that stands for the fiber in the layer above.
	Owner() any
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
	// Locals are the fiber's variables, shared and not copied. When nil, the
	// fiber gets a copy of those of the fiber that starts it.
	Locals *Locals
	// Wrap, when set, is called in the body's place and calls next once.
	Wrap func(ctx context.Context, next func(context.Context) error) error
}

// Start makes f, a zero Fiber, run body on loop l, in the next pass or, when
// eager, at once. end is the Completion that the fiber's end settles. Values come from parent; its end does not reach the fiber,
// see [Fiber.CancelWith].
func (f *Fiber) Start(l *Loop, end *Completion, parent context.Context, body Body, spec Spec) error {
	if l.Closed() {
		return ErrLoopClosed
	}
	if err := l.CheckGoroutine(); err != nil {
		return err
	}
	if l.factory != nil {
		changed, err := l.manufacture(spec)
		if err != nil {
			return err
		}
		spec = changed
	}
	f.Completion = end
	if end.loop == nil { // else others may read it already: see tasks.Submit
		end.loop = l
	}
	end.owner = f
	f.body = body
	f.name = spec.Name
	l.serial++
	f.serial = l.serial
	f.inherit(parent, spec.Locals)
	if spec.Wrap != nil || l.debug {
		more := f.more()
		more.wrap = spec.Wrap
		if l.debug {
			more.created = callers(3)
		}
	}
	l.fibers.add(f)
	if spec.Eager && l.Running() {
		f.stepNow()
	} else {
		l.post(f, Resume{})
	}
	return nil
}

// manufacture lets the task factory change spec. Its panic is an error of whoever
// makes the task.
func (l *Loop) manufacture(spec Spec) (changed Spec, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = NewPanicError(v)
			l.Report(Report{Message: "the task factory panicked", Err: err, Task: spec.Name})
		}
	}()
	l.factory(&spec)
	return spec, nil
}

// inherit takes over the values and variables of the context that starts f.
// A fiber's own context adds only itself to its base, so a child starts from
// the base: a chain of fibers that start each other keeps none alive.
func (f *Fiber) inherit(parent context.Context, locals *Locals) {
	f.base = parent
	if own, ok := parent.(*fiberContext); ok {
		f.base = own.base
	}
	f.locals = locals
	if locals == nil && parent != nil {
		if have := LocalsOf(parent); have.Len() > 0 {
			f.locals = have.Copy()
		}
	}
}

// Receive handles a message. It is called by the loop.
func (f *Fiber) Receive(m Message) {
	switch m := m.(type) {
	case Resume, Done:
		f.step(nil)
	case Cancel:
		if f.Completion != nil { // it could be started
			f.Cancel(m.Msg)
		}
	case Call:
	}
}

// stepNow is step in the middle of the step of another fiber, or of a callback.
// A Goexit goes on in that one, whose deferred calls still run as it.
func (f *Fiber) stepNow() {
	l := f.loop
	before := l.current
	l.beneath = append(l.beneath, before)
	defer func() {
		l.current = before
		l.beneath = l.beneath[:len(l.beneath)-1]
	}()
	if l.exchange != nil {
		f.step(l.exchange.Running())
	} else {
		f.step(nil)
	}
}

// step lets the body run until it suspends or ends. back, when the engine hands
// over directly, is who goes on then; nil means whoever is next.
func (f *Fiber) step(back *coro.Coroutine) {
	l := f.loop
	if invariants.Enabled {
		invariants.Check(!f.Finished(), 2, "%s takes a step after its end", f)
	}
	f.awaits = nil
	before := l.current
	l.current = f
	if l.debug {
		defer l.hold(l.hold(f.holder()))
	}
	switch {
	case f.coro == nil && f.mustCancel:
		// Canceled before its first step: the body never runs.
		f.mustCancel = false
		f.finish(&CanceledError{Msg: f.cancelMsg})
	case l.exchange != nil:
		if f.coro == nil {
			l.begin(f, nil)
		}
		f.coro.Back = back
		l.switchTo(f.coro)
	case f.coro != nil:
		f.coro.Resume()
	default:
		l.engine.Start((*fiberBody)(f), &f.coro)
	}
	l.current = before
	if f.Finished() {
		f.reuse()
	}
}

// reuse gives the coroutine back when the body has ended.
func (f *Fiber) reuse() {
	if c := f.coro; c != nil && f.loop.exchange == nil {
		f.coro = nil
		f.loop.engine.Reuse(c)
	}
}

// fiberBody is a Fiber seen by the coroutine engine.
type fiberBody Fiber

// RunBody runs the body and ends the fiber with what it returned. Nothing that
// the body does gets past it, except Goexit, which goes on after the fiber has
// ended: see package coro.
func (b *fiberBody) RunBody() {
	f := (*Fiber)(b)
	if f.loop.debug {
		f.goroutine = goroutineID()
		f.loop.hold(f.goroutine)
	}
	returned := false
	defer func() {
		if !returned {
			f.aborted(recover())
		}
	}()
	var err error
	if more := f.extra.Load(); more != nil && more.wrap != nil {
		err = more.wrap(f.Context(), f.body.Run)
	} else {
		err = f.body.Run(f.Context())
	}
	returned = true
	f.finish(err)
}

// aborted ends a fiber whose body left by a panic or by Goexit. After a Goexit,
// which may hide behind a panic, the coroutine dies and the step does not return.
func (f *Fiber) aborted(v any) {
	f.loop.current = nil
	switch {
	case v != nil:
		f.finish(NewPanicError(v))
	case f.unwinding:
		f.coro = nil
		f.end(canceled, &CanceledError{Msg: "the loop was closed"})
		f.left()
	default:
		f.coro = nil
		f.finish(ErrGoexit)
	}
}

// finish ends the fiber with what its body returned.
func (f *Fiber) finish(err error) {
	switch {
	case err == nil && f.mustCancel:
		// The request came too late for an await to deliver it.
		f.mustCancel = false
		f.end(canceled, &CanceledError{Msg: f.cancelMsg})
	case IsCanceled(err):
		f.end(canceled, err)
	default:
		f.end(finished, err)
	}
	f.left()
}

// left lets go of everything that only a running fiber needs.
func (f *Fiber) left() {
	f.loop.fibers.remove(f)
	if more := f.extra.Load(); more != nil {
		more.ended()
	}
	f.timer = nil
}

// Name is the fiber's name. asyncio: Task.get_name.
func (f *Fiber) Name() string {
	if f.name == "" {
		f.name = "Task-" + strconv.FormatUint(f.serial, 10)
	}
	return f.name
}

// SetName changes the name. asyncio: Task.set_name.
func (f *Fiber) SetName(name string) { f.name = name }

// Body is what the fiber was started with.
func (f *Fiber) Body() Body { return f.body }

// Awaiting is what the fiber waits for, for people to read; "" when it does not
// wait.
func (f *Fiber) Awaiting() string {
	if f.awaits == nil || f.Finished() {
		return ""
	}
	return f.awaits.describe()
}

// String is the fiber for people to read. asyncio: the task's repr.
func (f *Fiber) String() string {
	state := "pending"
	switch {
	case f.Canceled():
		state = "canceled"
	case f.Finished():
		state = "finished"
	case f.requests > 0:
		state = "canceling"
	}
	return "task " + strconv.Quote(f.Name()) + " (" + state + ")"
}

// fiberList is the loop's fibers that have not ended, in the order of creation.
type fiberList struct {
	first, last *Fiber
	n           int
}

func (l *fiberList) add(f *Fiber) {
	f.prev = l.last
	if l.last == nil {
		l.first = f
	} else {
		l.last.next = f
	}
	l.last = f
	l.n++
}

func (l *fiberList) remove(f *Fiber) {
	if f.prev == nil {
		l.first = f.next
	} else {
		f.prev.next = f.next
	}
	if f.next == nil {
		l.last = f.prev
	} else {
		f.next.prev = f.prev
	}
	f.prev, f.next = nil, nil
	l.n--
}
