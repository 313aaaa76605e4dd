package actor

import (
	"bytes"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
)

// stuckStack returns the stacks of the goroutines that are inside a step and not suspended, the
// newest frame first. They are those of all loops, since a stack does not show whose it is. It
// takes them from a profile, which counts equal stacks and hardly stops any goroutine.
// runtime.Stack would stop the world until the last stack is written, for seconds when 100,000
// tasks wait.
func stuckStack() string {
	var profile bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&profile, 1)
	var stuck []string
	for line := range strings.Lines(profile.String()) {
		if _, pcs, ok := strings.Cut(line, " @ "); ok { // of one stack: how often, and where
			if frames := stepFrames(returnAddresses(pcs)); len(frames) > 0 {
				stuck = append(stuck, FormatFrames(frames))
			}
		}
	}
	return strings.Join(stuck, "\n")
}

// returnAddresses returns those that a line of a profile lists, or nil if it is no such
// line.
func returnAddresses(list string) []uintptr {
	var pcs []uintptr
	for pc := range strings.FieldsSeq(list) {
		n, err := strconv.ParseUint(pc, 0, 64)
		if err != nil {
			return nil
		}
		pcs = append(pcs, uintptr(n))
	}
	return pcs
}

// stepFrames returns the frames of the step that a goroutine is in, the newest first, and none if
// it is in no step, or suspended. A step is that of a body, or what the driver calls itself: a
// callback, a posted function, an actor that is placed on the loop. Of a deep stack the profile has
// only the newest frames: the goroutine may be in a step, and is taken to be.
func stepFrames(pcs []uintptr) []runtime.Frame {
	var frames []runtime.Frame
	it := runtime.CallersFrames(pcs)
	for more := len(pcs) > 0; more; {
		var frame runtime.Frame
		frame, more = it.Next()
		switch {
		case len(frames) == 0 && strings.HasPrefix(frame.Function, "runtime.coro"):
			return nil
		case strings.HasSuffix(frame.Function, ".(*fiberBody).RunBody"), strings.HasSuffix(frame.Function, ".(*Loop).runPass"):
			return frames
		case frame.Function == "runtime.goexit": // the oldest
			return nil
		}
		frames = append(frames, frame)
	}
	return frames
}
