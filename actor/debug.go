package actor

import (
	"context"
	"fmt"
	"os"
	"strconv"

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
// made. It costs some microseconds for each await, and some twenty for each task, more where the
// stack is deep. Checks of calls from other goroutines read the mode, so set it before there can
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

// reportAwait reports an await with the context of a task that does not run, once for each line of
// code: a caller that drops the error does not wait at all. It looks only at what the loop itself
// runs.
func reportAwait(ctx context.Context, err error) {
	f := Of(ctx)
	if f == nil || !f.loop.debug || !f.loop.DrivenHere() || f.loop.current == f { // in the last case f is unwound
		return
	}
	l := f.loop
	frames := own(callers(3, mostFrames))
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
