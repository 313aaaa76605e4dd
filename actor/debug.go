package actor

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
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

// goroutineID is the number of the calling goroutine. It takes some
// microseconds, since the runtime names each frame, and only debug mode uses it.
func goroutineID() uint64 {
	var buf [64]byte
	s := bytes.TrimPrefix(buf[:runtime.Stack(buf[:], false)], []byte("goroutine "))
	if i := bytes.IndexByte(s, ' '); i > 0 {
		id, _ := strconv.ParseUint(string(s[:i]), 10, 64)
		return id
	}
	return 0
}

// checkCaller returns an error when the calling goroutine, which awaits with f's context, is not
// that of f's body.
func (f *Fiber) checkCaller() error {
	if id := f.goroutine(); id != 0 && id != goroutineID() && !pulledBy(id) {
		if f.loop.Holds() { // in another task, or in a callback
			return notRunning(f, f.loop.current)
		}
		return notRunning(f, nil)
	}
	return nil
}

// reportAwait reports an await with the context of a task that does not run, once for each line of
// code: a caller that drops the error does not wait at all. It looks only at what the loop itself
// runs.
func reportAwait(ctx context.Context, err error) {
	f := Of(ctx)
	if f == nil || !f.loop.debug || !f.loop.Holds() || f.loop.current == f { // in the last case f is unwound
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

// anyGoroutine is the holder while something runs that began before debug mode was
// switched on, so that its goroutine is not known.
const anyGoroutine = math.MaxUint64

// holder is the goroutine that has the loop while the fiber runs.
func (f *Fiber) holder() uint64 {
	if id := f.goroutine(); id != 0 {
		return id
	}
	return anyGoroutine
}

// goroutine is the one that runs the body; 0 when it is not known.
func (f *Fiber) goroutine() uint64 {
	if e := f.rare(); e != nil {
		return e.goroutine.Load()
	}
	return 0
}

// setHolder notes which goroutine has the loop; it returns who had it before. Zero is
// nobody: then the loop is being set up, or it rests in the background.
func (l *Loop) setHolder(id uint64) (before uint64) { return l.holder.Swap(id) }

// foreign reports, in debug mode, whether the calling goroutine is not the one
// that has the loop.
func (l *Loop) foreign() bool {
	if !l.debug {
		return false
	}
	if id := l.holder.Load(); id != 0 {
		return id != anyGoroutine && id != goroutineID() && !pulledBy(id)
	}
	return l.seat.Load() == seatBackground
}

// Holds reports, in debug mode, whether the calling goroutine is known to be the one that has the
// loop. Any goroutine may call it.
func (l *Loop) Holds() bool {
	id := l.holder.Load() // and not debug, which is the loop's
	return id != 0 && id == goroutineID()
}

// Misplaced makes a call from a foreign goroutine happen on the loop instead, and reports the
// caller. It returns false when the call is where it belongs, and without debug mode. Any goroutine
// may call it.
func (l *Loop) Misplaced(what string, call func()) bool {
	if !l.foreign() {
		return false
	}
	defer func() { _ = l.Post(call) }() // even if the report ends the goroutine
	l.reportMisplaced(what + " was called outside its loop")
	return true
}

// reportMisplaced reports the caller of its caller.
func (l *Loop) reportMisplaced(message string) {
	l.Report(Report{Message: message, Err: ErrForeignGoroutine, Stack: FormatFrames(own(callers(4, deepest)))})
}

// CheckCall is CheckGoroutine for a call that is refused when it is misplaced: it reports the
// caller, who may not look at the error. Any goroutine may call it.
func (l *Loop) CheckCall(what string) error {
	err := l.CheckGoroutine()
	if err != nil && l != nil {
		l.reportMisplaced(what + " was called outside its loop, and did nothing")
	}
	return err
}

// CheckGoroutine fails with ErrForeignGoroutine when debug mode is on and the
// calling goroutine is not the one that has the loop, and with ErrInvalidState for a nil
// loop. Any goroutine may call it.
func (l *Loop) CheckGoroutine() error {
	if l != nil && !l.debug {
		return nil
	}
	return l.checkGoroutine()
}

// checkGoroutine is the rest of CheckGoroutine: apart so that the other is inlined.
func (l *Loop) checkGoroutine() error {
	if l == nil {
		return fmt.Errorf("it belongs to no loop: it is nil or a zero value: %w", ErrInvalidState)
	}
	if l.foreign() {
		return ErrForeignGoroutine
	}
	return nil
}
