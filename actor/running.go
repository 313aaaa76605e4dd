package actor

import (
	"context"
	"fmt"
)

// Which fiber runs, and whether ctx is its own: what each await asks first.

// Running is the fiber that ctx carries, which must be the running one. It fails with ErrNoTask
// when ctx carries none, with ErrNotRunning when the fiber does not run or, in debug mode, when
// another goroutine calls, and with ErrLoopClosed when the loop is unwinding the fiber. It is for
// calls that may await: debug mode reports one that is refused.
func Running(ctx context.Context) (*Fiber, error) {
	f, _, err := awaiting(ctx)
	return f, err
}

// Current is the fiber that ctx carries if that is the running one, as for Running, and otherwise
// nil.
func Current(ctx context.Context) *Fiber {
	f, _, err := runningWithin(ctx)
	if err != nil {
		return nil
	}
	return f
}

// runningWithin returns the fiber that ctx carries, and makes sure that it is the running one.
// within is ctx when that is derived from the fiber's own context and can end on its own account;
// otherwise it is nil.
func runningWithin(ctx context.Context) (f *Fiber, within context.Context, err error) {
	own, ok := ctx.(*fiberContext)
	if ok {
		f = (*Fiber)(own)
	} else {
		if f = Of(ctx); f == nil {
			return nil, nil, ErrNoTask
		}
		if f.derived(ctx) {
			within = ctx
		}
	}
	if f.loop.debug {
		if err := f.checkCaller(); err != nil {
			return nil, nil, err
		}
	}
	if running := f.loop.current; running != f {
		return nil, nil, notRunning(f, running)
	}
	if f.act.unwinding {
		return nil, nil, ErrLoopClosed
	}
	return f, within, nil
}

// awaiting is runningWithin for an await. Debug mode reports one that is refused.
func awaiting(ctx context.Context) (f *Fiber, within context.Context, err error) {
	f, within, err = runningWithin(ctx)
	if err != nil {
		reportAwait(ctx, err)
	}
	return f, within, err
}

// plainly is runningWithin for the usual case, short enough to be inlined: ctx is the running
// fiber's own context, and the loop is not in debug mode, which makes it stepwise. In any other
// case it returns nil, and runningWithin has to decide.
func plainly(ctx context.Context) *Fiber {
	own, ok := ctx.(*fiberContext)
	if !ok {
		return nil
	}
	f := (*Fiber)(own)
	a := f.act // and not f.loop: that would be a cache line more
	if a == nil || a.loop.current != f || a.loop.stepwise || a.unwinding {
		return nil
	}
	return f
}

// notRunning is the error of an await with the context of f, which does not run. running is the
// fiber that does, nil when none does or it is not known.
func notRunning(f, running *Fiber) error {
	runs := ""
	if running != nil {
		runs = fmt.Sprintf(" while task %q runs", running.Name())
	}
	return fmt.Errorf("an await with the context of %s%s: %w; a body awaits with the context that it was given, other goroutines use Submit or RunOn", f, runs, ErrNotRunning)
}
