package actor

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
)

// probe asks a suspended fiber for its frames.
type probe struct{ frames []uintptr }

// Stack returns the frames of the place where the fiber is suspended, or where it failed, the
// oldest first. It returns none if the fiber has ended otherwise or has not started. A positive
// limit keeps that many frames: the newest of a suspended fiber, the oldest of a failure. asyncio:
// Task.get_stack.
func (f *Fiber) Stack(limit int) []runtime.Frame {
	if f.Finished() {
		frames := f.failureFrames()
		if limit > 0 && len(frames) > limit {
			frames = frames[:limit]
		}
		return frames
	}
	if f.act == nil { // not started
		return nil
	}
	if slices.ContainsFunc(f.loop.beneath, f.sharesStack) {
		return f.bodyFrame() // its goroutine cannot be asked
	}
	frames := ownAmong(f.where(), f.above(), int(f.act.gone))
	if len(frames) == 0 && f.act.hosts != nil {
		return f.bodyFrame() // a fiber above awaits inside an iterator, on another goroutine
	}
	if limit > 0 && len(frames) > limit {
		frames = frames[len(frames)-limit:]
	}
	return frames
}

// where are the return addresses on the stack of a fiber that has begun.
func (f *Fiber) where() []uintptr {
	l, c, x := f.loop, f.act.coro, f.loop.exchange
	if f.sharesStack(l.current) || x != nil && x.Running() == c {
		return callers(3, mostFrames)
	}
	p := &probe{}
	l.probe = p
	c.Ask()
	if x != nil {
		back := x.Back
		x.Back = x.Running()
		x.Switch(x.Running(), c)
		x.Back = back
	} else {
		c.Resume()
	}
	return p.frames
}

// failureFrames are the frames of the panic that ended the fiber. An error that
// the body returned has no frames of its own, so it shows as the body.
func (f *Fiber) failureFrames() []runtime.Frame {
	err := f.Err()
	if f.Canceled() || err == nil {
		return nil
	}
	if p, ok := err.(*PanicError); ok {
		return own(p.frames)
	}
	return f.bodyFrame()
}

// bodyFrame stands for the fiber where it has no frames to show.
func (f *Fiber) bodyFrame() []runtime.Frame { return funcFrame(f.bodyEntry()) }

// bodyEntry is where the code of the body's function begins. It is 0 when its Func panics: the
// caller may be the driver, which has to go on.
func (f *Fiber) bodyEntry() (entry uintptr) {
	defer func() {
		if recover() != nil {
			entry = 0
		}
	}()
	return entryOf(f.Body().Func())
}

// entryOf is where the code of the function fn begins; 0 when fn is nil.
func entryOf(fn any) uintptr {
	if v := reflect.ValueOf(fn); v.Kind() == reflect.Func {
		return v.Pointer()
	}
	return 0
}

// funcFrame is the frame of the function whose code begins at entry.
func funcFrame(entry uintptr) []runtime.Frame {
	fn := runtime.FuncForPC(entry)
	if fn == nil {
		return nil
	}
	file, line := fn.FileLine(fn.Entry())
	return []runtime.Frame{{Func: fn, Function: fn.Name(), File: file, Line: line}}
}

const (
	// mostFrames is how many frames are kept at most.
	mostFrames = 16384
	// mostFramesOfOrigin is how many are kept of where a task was made.
	mostFramesOfOrigin = 64
)

// callers returns the return addresses on the stack from the skip-th frame on, as runtime.Callers
// counts them. It tries larger and larger buffers, until all fit in or the buffer has room for
// most.
func callers(skip, most int) []uintptr {
	for size := 64; ; size *= 4 {
		pcs := make([]uintptr, size)
		if n := runtime.Callers(skip, pcs); n < size || size >= most {
			return pcs[:n]
		}
	}
}

// own are the frames of user code among pcs, oldest first: without the machinery at
// either end.
func own(pcs []uintptr) []runtime.Frame { return ownAmong(pcs, 0, 0) }

// ownAmong is own for a fiber that shares its stack: above says how many fibers are above it
// there, and gone how many have left by Goexit. The frames of the latter lie among its own. If
// B is asked in a deferred call, after the Goexit of C (see sharedstack.go), then pcs are, the
// newest first:
//
//	B's deferred call    kept
//	runtime.Goexit       exit is the number of frames kept so far
//	C's body             kept, until the next line shows whose they are
//	RunBody of C         gone was 1: back to exit
//	host and park of B   machinery
//	B's body             kept
//	RunBody of B         gone is 0: the end
//
// And if A is asked, above is 2: all is skipped to the second RunBody.
func ownAmong(pcs []uintptr, above, gone int) []runtime.Frame {
	var frames []runtime.Frame
	exit := 0
	if len(pcs) == 0 {
		return nil
	}
	it := runtime.CallersFrames(pcs)
	for more := true; more; {
		var frame runtime.Frame
		frame, more = it.Next()
		bottom := strings.HasSuffix(frame.Function, ".(*fiberBody).RunBody") // of one fiber
		last := len(frames) - 1
		switch {
		case bottom && above > 0:
			above--
		case above > 0:
		case bottom && gone > 0:
			gone--
			frames = frames[:exit]
		case bottom:
			more = false
		case frame.Function == "runtime.Goexit":
			exit = len(frames)
		case !machinery(frame):
			frames = append(frames, frame)
		case last >= 0 && strings.HasPrefix(frames[last].Function, "iter.Pull["):
			frames = frames[:last] // called by the plain engine: the Goexit of an eager child went on there
		}
	}
	slices.Reverse(frames)
	return frames
}

// sources is the folder that holds this library's packages, as the compiler noted
// it. The folder and not the function's name tells whose code a frame is: a
// closure that was inlined bears the name of its caller.
var sources = func() string {
	_, file, _, _ := runtime.Caller(0)
	return strings.TrimSuffix(file, "actor/stack.go")
}()

// machinery reports whether a frame belongs to this library's inside, or to the
// runtime's panicking.
func machinery(frame runtime.Frame) bool {
	if strings.HasPrefix(frame.Function, "runtime.") {
		return true
	}
	in, ours := strings.CutPrefix(frame.File, sources)
	if !ours || strings.HasSuffix(in, "_test.go") {
		return false
	}
	folder, _, _ := strings.Cut(in, "/")
	switch folder {
	case "actor", "tasks", "supervise":
		return true
	}
	return strings.HasPrefix(in, "internal/coro/") || strings.HasPrefix(in, "internal/goexit/")
}

// FormatFrames writes frames as a traceback, one function and its line each.
func FormatFrames(frames []runtime.Frame) string {
	var b strings.Builder
	for _, frame := range frames {
		fmt.Fprintf(&b, "%s\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
	}
	return b.String()
}
