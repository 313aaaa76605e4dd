package actor

import "fmt"

// Home is the loop of what tasks wait for, a lock or a queue: that of the first who
// waits. Two loops that share one would race. The zero Home is to be found. asyncio:
// _LoopBoundMixin.
type Home struct {
	_    noCopy
	loop *Loop
}

// noCopy lets go vet find copies of what has a home, as it finds those of a sync.Mutex: who
// waits at one copy is not seen by the other.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// Bind makes l the home, or fails with ErrForeignLoop when it is another. what is a
// noun for people to read.
func (h *Home) Bind(l *Loop, what string) error {
	switch h.loop {
	case l:
	case nil:
		h.loop = l
	default:
		return fmt.Errorf("%s: %w; its loop is that of the first who waited: make one for each loop, and for each run", what, ErrForeignLoop)
	}
	return nil
}
