package supervise

import "context"

// Ready says that the child that ctx belongs to is ready, so that the next one can start: see
// [Child.WaitReady]. A task that the child started may call it, too, even on another loop, which a
// thread of the child may run. Outside such a child, or when called again, it does nothing. It
// never suspends.
func Ready(ctx context.Context) {
	if ctx == nil {
		return
	}
	r := runAnywhere(ctx)
	if r == nil {
		return
	}
	k := r.of.keeper
	if elsewhere(ctx, k.loop) {
		_ = k.loop.Post(func() { k.ready(r) }) // refused: the loop has shut
		return
	}
	if !k.loop.Misplaced("Ready", func() { k.ready(r) }) {
		k.ready(r)
	}
}

// ready records that the child of r is ready.
func (k *keeper) ready(r *childRun) {
	c := r.of
	if c.run != r || c.state != ChildStarting {
		return
	}
	k.act(func() {
		c.state = ChildRunning
		k.awaitNoMore(c)
	})
}
