package actor

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/actorloom/actorloom/internal/invariants"
)

// debugByDefault is the debug mode of loops that are not told: on under -race, and when the
// environment says so.
var debugByDefault = func() bool {
	on, _ := strconv.ParseBool(os.Getenv("ACTORLOOM_DEBUG"))
	return on || invariants.Enabled
}()

// SetDebug switches debug mode on or off. The mode reports steps that are slow or stuck, checks
// that awaits come from the goroutine of their task, and remembers where tasks and futures were
// made. It costs some microseconds for each await, and more where the stack is deep: some 50 for a
// hundred frames. Checks of calls from other goroutines read the mode, so set it before there can
// be any. asyncio: loop.set_debug.
func (l *Loop) SetDebug(on bool) {
	if on && !l.debug && l.Running() {
		l.setHolder(anyGoroutine) // until the driver notes its own: see follow
	}
	l.debug, l.stepwise = on, true
}

// DebugMode reports whether debug mode is on. asyncio: loop.get_debug.
func (l *Loop) DebugMode() bool { return l.debug }

// follow makes stepwise follow debug, between two steps, and returns it. When a step switches debug
// mode off, stepwise stays on until that step is over. Otherwise the steps after it would be handed
// over directly, inside it, and count as its time.
func (l *Loop) follow() bool {
	l.stepwise = l.debug
	if l.debug && l.holder.Load() == anyGoroutine {
		l.setHolder(goroutineID())
	}
	return l.debug
}

// timedStep hands out one envelope and reports it when it takes too long.
func (l *Loop) timedStep(e envelope) {
	f, _ := e.to.(*Fiber)
	if a, ok := e.to.(*activation); ok {
		f = a.fiber
	}
	if f != nil {
		name := f.Name()
		l.watchdog.running.Store(&name)
	}
	called := l.calledBy(e) // a callback may be set anew in its call
	start := time.Now()
	e.to.Receive(e.msg)
	took := time.Since(start)
	l.watchdog.running.Store(nil)
	if took < l.slowStep {
		return
	}
	r := Report{Message: fmt.Sprintf("a step took %v and kept everything else on the loop waiting", took.Round(time.Millisecond))}
	frames := funcFrame(called)
	if f != nil {
		r.Task = f.Name()
		r.Vars = f.Locals()
		if frames = f.Stack(0); len(frames) == 0 { // it has ended
			frames = f.bodyFrame()
		}
	}
	r.Stack = FormatFrames(frames)
	l.Report(r)
}

// calledBy is the entry of the function that a step is to call, when the step is a callback's;
// otherwise it is 0.
func (l *Loop) calledBy(e envelope) uintptr {
	switch to := e.to.(type) {
	case *Callback:
		switch call := to.call.(type) {
		case alarmFunc:
			return entryOf(call)
		case *tracedFunc:
			return entryOf(call.fn)
		}
	case *run:
		return entryOf(l.fns[l.called])
	case *notice:
		return entryOf(to.fn)
	case *lastNotice:
		return entryOf(to.fn)
	}
	return 0
}

// reportAwait reports an await with the context of a task that does not run, once for each line of
// code: a caller that drops the error does not wait at all. It looks only at what the loop itself
// runs.
func reportAwait(ctx context.Context, err error) {
	f := Of(ctx)
	if f == nil || !f.loop.debug || !f.loop.DrivenHere() || f.loop.current == f { // in the last case f is unwound
		return
	}
	l := f.loop
	frames := own(callers(3, deepest))
	place := ""
	if n := len(frames); n > 0 {
		place = fmt.Sprintf("%s:%d", frames[n-1].File, frames[n-1].Line)
	}
	if l.refusedAt[place] {
		return
	}
	if l.refusedAt == nil {
		l.refusedAt = make(map[string]bool)
	}
	l.refusedAt[place] = true
	r := Report{Message: "an await was refused", Err: err, Stack: FormatFrames(frames)}
	if l.current != nil {
		r.Task = l.current.Name()
	}
	l.Report(r)
}
