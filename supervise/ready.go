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

type readyKey struct{}

// runOf returns the run of a child that ctx belongs to. It is nil when there is none, and when the
// run is of another loop than ctx's task: what the child runs in a thread may have a loop of its
// own.
func runOf(ctx context.Context) *childRun {
	r := runAnywhere(ctx)
	if r != nil && elsewhere(ctx, r.of.keeper.loop) {
		return nil
	}
	return r
}

// runAnywhere is runOf, on whatever loop.
func runAnywhere(ctx context.Context) *childRun {
	r, _ := ctx.Value(readyKey{}).(*childRun)
	return r
}

// mayStartAgain reports whether the child that ctx belongs to may be started again after a failure.
// The supervisor's Decide or Intensity may still rule that out.
func mayStartAgain(ctx context.Context) bool {
	r := runOf(ctx)
	return r == nil || r.of.Restart != Temporary && !r.of.removed && r.of.keeper.phase < closing
}
