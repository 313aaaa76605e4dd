package actor

import (
	"bytes"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"sync/atomic"

	"github.com/actorloom/actorloom/internal/prefetch"
)

// Which goroutine has the loop, and calls from any other. Debug mode notes the one and finds the
// others.

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
	l.Report(Report{Message: message, Err: ErrForeignGoroutine, Stack: FormatFrames(own(callers(4, mostFrames)))})
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

// DrivenHere reports, in debug mode, whether the calling goroutine is known to be the one that has
// the loop. Any goroutine may call it.
func (l *Loop) DrivenHere() bool {
	id := l.holder.Load() // and not debug, which is the loop's
	return id != 0 && runsHere(id)
}

// foreign reports, in debug mode, whether the calling goroutine is not the one
// that has the loop.
func (l *Loop) foreign() bool {
	if !l.debug {
		return false
	}
	if id := l.holder.Load(); id != 0 {
		return id != anyGoroutine && !runsHere(id) && !pulledBy(id)
	}
	return l.seat.Load() == seatBackground
}

// setHolder notes which goroutine has the loop; it returns who had it before. Zero is
// nobody: then the loop is being set up, or it rests in the background.
func (l *Loop) setHolder(id uint64) (before uint64) { return l.holder.Swap(id) }

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

// checkCaller returns an error when the calling goroutine, which awaits with f's context, is not
// that of f's body.
func (f *Fiber) checkCaller() error {
	if id := f.goroutine(); id != 0 && !runsHere(id) && !pulledBy(id) {
		if f.loop.DrivenHere() { // in another task, or in a callback
			return notRunning(f, f.loop.current)
		}
		return notRunning(f, nil)
	}
	return nil
}

// runsHere reports whether the calling goroutine is the one with the number id. The number takes
// microseconds, and more on a deep stack, so the answer yes is kept by the address of the runtime's
// descriptor. If the goroutine has ended, another may have its descriptor, and the answer is wrong:
// then a mistake is not found, and nothing else depends on it.
func runsHere(id uint64) bool {
	at := prefetch.Descriptor()
	kept := &found[at/descriptorSize%uintptr(len(found))]
	if g := kept.Load(); at != 0 && g != nil && *g == (goroutine{at, id}) {
		return true
	}
	if id != goroutineID() {
		return false
	}
	kept.Store(&goroutine{at, id})
	return true
}

// goroutine is a goroutine that runsHere has found, with the address of its descriptor.
type goroutine struct {
	at uintptr
	id uint64
}

// found are the latest of those.
var found [1024]atomic.Pointer[goroutine]

// descriptorSize is about the size of a descriptor.
const descriptorSize = 512

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
