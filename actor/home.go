package actor

import "fmt"

// Home is the loop of something that tasks wait for, such as a lock or a queue: the loop of the
// first who waits. Two loops that shared a lock would race. The zero Home has no loop yet. asyncio:
// _LoopBoundMixin.
type Home struct {
	_    noCopy
	loop *Loop
}

// noCopy makes go vet find copies of what has a home, as it finds those of a sync.Mutex: a copy
// does not see who waits at the original.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// Bind makes l the home, or fails with ErrForeignLoop when another loop is. what is a noun that
// names the thing in the error.
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
