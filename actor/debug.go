package actor

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/actorloom/actorloom/internal/invariants"
)

// debugByDefault is debug mode for loops that are not told: on under -race, and
// when the environment says so.
var debugByDefault = invariants.Enabled || os.Getenv("ACTORLOOM_DEBUG") == "1"

// SetDebug switches debug mode. It reports steps that are slow or stuck, checks
// that awaits come from the goroutine of their task, and remembers where tasks
// were created. It costs about a microsecond for each await. asyncio:
// loop.set_debug.
func (l *Loop) SetDebug(on bool) { l.debug = on }

// DebugMode reports whether debug mode is on. asyncio: loop.get_debug.
func (l *Loop) DebugMode() bool { return l.debug }

// timedStep hands out one envelope and reports it when it takes too long.
func (l *Loop) timedStep(e envelope) {
	f, _ := e.to.(*Fiber)
	if f != nil {
		name := f.Name()
		l.watchdog.running.Store(&name)
	}
	start := time.Now()
	e.to.Receive(e.msg)
	took := time.Since(start)
	l.watchdog.running.Store(nil)
	if took < l.slowStep {
		return
	}
	r := Report{Message: fmt.Sprintf("a step took %v and kept everything else on the loop waiting", took.Round(time.Millisecond))}
	if f != nil {
		r.Task = f.Name()
		r.Stack = FormatFrames(f.Stack(0))
	}
	l.Report(r)
}

// goroutineID is the number of the calling goroutine. It takes about a
// microsecond, and only debug mode uses it.
func goroutineID() uint64 {
	var buf [64]byte
	s := bytes.TrimPrefix(buf[:runtime.Stack(buf[:], false)], []byte("goroutine "))
	if i := bytes.IndexByte(s, ' '); i > 0 {
		id, _ := strconv.ParseUint(string(s[:i]), 10, 64)
		return id
	}
	return 0
}

// checkGoroutine finds code that awaits with the context of a task whose
// goroutine it is not.
func (f *Fiber) checkGoroutine() error {
	if f.goroutine != 0 && f.goroutine != goroutineID() {
		return notRunning(f)
	}
	return nil
}
