package actor

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
)

// pulledBy reports whether the calling goroutine belongs to an iter.Pull that goroutine id has
// called, directly or from inside other iter.Pulls. The body of a task that runs on goroutine id
// may await there, too.
func pulledBy(id uint64) bool {
	buf := make([]byte, 1<<16) // enough: Stack prints a hundred frames at most
	by := puller(buf[:runtime.Stack(buf, false)])
	if by == 0 || by == id {
		return by == id
	}
	all := allStacks() // it is rare that one is pulled inside another
	for by != 0 && by != id {
		_, stack, _ := bytes.Cut(all, fmt.Appendf(nil, "\n\ngoroutine %d ", by))
		stack, _, _ = bytes.Cut(stack, []byte("\n\n"))
		by = puller(stack)
	}
	return by == id
}

// puller returns the id of the goroutine that called iter.Pull to make the one with this stack, or
// 0 if that was made in another way.
func puller(stack []byte) uint64 {
	_, origin, _ := bytes.Cut(stack, []byte("\ncreated by iter.Pull"))
	_, number, _ := bytes.Cut(origin, []byte(" in goroutine "))
	number, _, _ = bytes.Cut(number, []byte("\n"))
	id, _ := strconv.ParseUint(string(number), 10, 64)
	return id
}

// allStacks returns the stacks of all goroutines.
func allStacks() []byte {
	for size := 1 << 20; ; size *= 4 {
		buf := make([]byte, size)
		if n := runtime.Stack(buf, true); n < size || size >= 1<<28 {
			return append([]byte("\n\n"), buf[:n]...)
		}
	}
}
