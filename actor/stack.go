package actor

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

// probe asks a suspended fiber for its frames.
type probe struct{ frames []uintptr }

// Stack is where the fiber is, oldest frame first: where it is suspended, or
// where it failed. It is empty when the fiber has ended otherwise or has not
// started. A positive limit keeps that many frames: of a suspended fiber the
// newest, of a failure the oldest. asyncio: Task.get_stack.
func (f *Fiber) Stack(limit int) []runtime.Frame {
	if f.Finished() {
		frames := f.failureFrames()
		if limit > 0 && len(frames) > limit {
			frames = frames[:limit]
		}
		return frames
	}
	frames := own(f.where())
	if limit > 0 && len(frames) > limit {
		frames = frames[len(frames)-limit:]
	}
	return frames
}

// where are the return addresses of an unfinished fiber.
func (f *Fiber) where() []uintptr {
	switch {
	case f.coro == nil: // not started
		return nil
	case f.loop.current == f:
		return callers(3)
	}
	p := &probe{}
	f.probe = p
	f.coro.Resume()
	return p.frames
}

// failureFrames are the frames of the panic that ended the fiber. An error that
// the body returned has no frames of its own, so it shows as the body.
func (f *Fiber) failureFrames() []runtime.Frame {
	if f.Canceled() || f.err == nil {
		return nil
	}
	if p, ok := f.err.(*PanicError); ok {
		return own(p.frames)
	}
	fn := runtime.FuncForPC(reflect.ValueOf(f.body.Func()).Pointer())
	if fn == nil {
		return nil
	}
	file, line := fn.FileLine(fn.Entry())
	return []runtime.Frame{{Func: fn, Function: fn.Name(), File: file, Line: line}}
}

// callers are the return addresses above the skip-th caller.
func callers(skip int) []uintptr {
	pcs := make([]uintptr, 64)
	return pcs[:runtime.Callers(skip, pcs)]
}

// own are the frames of user code among pcs, oldest first: without the
// machinery at either end.
func own(pcs []uintptr) []runtime.Frame {
	var frames []runtime.Frame
	if len(pcs) == 0 {
		return nil
	}
	it := runtime.CallersFrames(pcs)
	for {
		frame, more := it.Next()
		if strings.HasSuffix(frame.Function, ".(*fiberBody).RunBody") {
			break
		}
		if !machinery(frame.Function) {
			frames = append(frames, frame)
		}
		if !more {
			break
		}
	}
	for i, j := 0, len(frames)-1; i < j; i, j = i+1, j-1 {
		frames[i], frames[j] = frames[j], frames[i]
	}
	return frames
}

const module = "github.com/actorloom/actorloom/"

// machinery reports whether a function belongs to this library's inside or to
// the runtime's panicking.
func machinery(function string) bool {
	for _, prefix := range []string{module + "actor.", module + "internal/coro.", module + "tasks.", "runtime."} {
		if strings.HasPrefix(function, prefix) && !strings.Contains(function, "_test.") {
			return true
		}
	}
	return false
}

// FormatFrames writes frames as a traceback, one function and its line each.
func FormatFrames(frames []runtime.Frame) string {
	var b strings.Builder
	for _, frame := range frames {
		fmt.Fprintf(&b, "%s\n\t%s:%d\n", frame.Function, frame.File, frame.Line)
	}
	return b.String()
}

// creationStack is where the fiber was started, in debug mode.
func (f *Fiber) creationStack() string {
	if e := f.extra.Load(); e != nil && e.created != nil {
		return FormatFrames(own(e.created))
	}
	return ""
}
