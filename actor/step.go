package actor

import (
	"github.com/actorloom/actorloom/internal/coro"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/invariants"
	"github.com/actorloom/actorloom/internal/usererror"
)

// The steps of a fiber, from its first to its end: see the states in fiber.go.

// Receive handles a message. It is called by the loop.
func (f *Fiber) Receive(m Message) {
	switch m := m.(type) {
	case Resume: // the first one; its activation receives the others
		f.step(nil)
	case Cancel:
		f.cancelFromAfar(m.Msg)
	case Done, Call:
	}
}

// stepNow is step in the middle of the step of another fiber, or of a callback. A Goexit of f goes
// on in that other fiber, whose deferred calls must find it as the current one.
func (f *Fiber) stepNow() {
	l := f.loop
	before := l.current
	l.beneath = append(l.beneath, before)
	defer func() {
		l.current = before
		last := len(l.beneath) - 1
		l.beneath[last] = nil // otherwise it would be kept alive here
		l.beneath = l.beneath[:last]
	}()
	x := l.exchange
	if x == nil {
		f.step(nil)
		return
	}
	back := x.Back // of the one that runs now
	defer func() { x.Back = back }()
	f.step(x.Running())
}

// step lets the body run until it suspends or ends. back tells an engine that hands over directly
// who goes on then; nil means whoever is next.
func (f *Fiber) step(back *coro.Coroutine) {
	l := f.loop
	if invariants.Enabled {
		invariants.Check(!f.Finished(), 2, "%s takes a step after its end", f)
	}
	before := l.current
	l.current = f
	if l.debug {
		defer l.setHolder(l.setHolder(f.holder()))
	}
	switch {
	case f.act == nil && f.requests > 0:
		// Canceled before its first step: the body never runs.
		f.finish(CanceledWith(f.cancelMsg()))
	case f.act == nil:
		l.begin(f, f.waiter(), nil)
		fallthrough
	default:
		l.resume(f.act.coro, back)
	}
	l.current = before
}

// resume lets a coroutine go on until it suspends or its body ends.
func (l *Loop) resume(c, back *coro.Coroutine) {
	if l.exchange != nil {
		l.exchange.Back = back
		l.switchTo(c)
		return
	}
	c.Resume()
	if c.Ended() {
		l.plain.Reuse(c)
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
		id := goroutineID()
		f.makeRare().goroutine.Store(id)
		f.loop.setHolder(id)
	}
	defer func() {
		if !f.Finished() {
			f.aborted(recover())
		}
	}()
	var err error
	body := f.owner.(Body)
	if more := f.rare(); more != nil && more.wrap != nil {
		err = more.wrap(f.Context(), body.Run)
	} else {
		err = body.Run(f.Context())
	}
	f.finish(err)
}

// aborted ends a fiber whose body left by a panic or by Goexit. A Goexit, which a panic in a
// deferred call may hide, ends the coroutine, and the step does not return. The Goexit may also be
// that of an error's own Is or Unwrap, called in RunBody's finish. Here no such method is called:
// see IsCanceled.
func (f *Fiber) aborted(v any) {
	f.loop.current = nil
	f.act.coro = nil // a dead coroutine keeps f, and a spare activation would keep the coroutine
	switch {
	case v != nil:
		f.finish(NewPanicError(v))
	case f.act.unwinding:
		f.end(canceled, &CanceledError{Msg: "the loop was closed"})
		f.left()
	default:
		f.finish(ErrGoexit)
	}
}

// finish ends the fiber with what its body returned.
func (f *Fiber) finish(err error) {
	switch {
	case err == nil && !f.act.mustCancel:
		f.end(succeeded, nil)
	case err == nil:
		// The request came too late for an await to deliver it.
		f.end(canceled, CanceledWith(f.cancelMsg()))
	case IsCanceled(err):
		f.end(canceled, err)
	default:
		if f.elsewhere {
			_, panicked := usererror.As[*PanicError](err)
			f.retrieved = !panicked
		}
		f.end(failed, err)
	}
	f.left()
}

// left lets go of everything that only a running fiber needs.
func (f *Fiber) left() {
	f.loop.fibers.remove(f)
	if more := f.rare(); more != nil {
		goexit.Guard(more.ended, f.leftExiting)
	}
	f.loop.deactivate(f)
}

// leftExiting is the rest of left when whoever was told of the end has ended the goroutine.
func (f *Fiber) leftExiting() {
	f.loop.current = nil
	if f.act != nil {
		f.act.coro = nil // see aborted
	}
	f.loop.deactivate(f)
}
