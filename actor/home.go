package actor

import "fmt"

// Home is the loop of what tasks wait for, a lock or a queue: that of the first who
// waits. Two loops that share one would race. The zero Home is to be found. asyncio:
// _LoopBoundMixin.
type Home struct{ loop *Loop }

// Bind makes l the home, or fails with ErrForeignLoop when it is another. what is a
// noun for people to read.
func (h *Home) Bind(l *Loop, what string) error {
	switch h.loop {
	case l:
	case nil:
		h.loop = l
	default:
		return fmt.Errorf("%s: %w", what, ErrForeignLoop)
	}
	return nil
}
