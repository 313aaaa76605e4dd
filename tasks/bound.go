package tasks

import (
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// bound ties a lock or a queue to the loop of the first task that waits for it:
// two loops that share one would race. asyncio: _LoopBoundMixin.
type bound struct{ loop *Loop }

func (b *bound) bind(w *actor.Wait, what string) error {
	if b.loop == w.Loop() {
		return nil
	}
	return b.tie(w, what)
}

func (b *bound) tie(w *actor.Wait, what string) error {
	if b.loop != nil {
		return fmt.Errorf("the %s: %w", what, ErrForeignLoop)
	}
	b.loop = w.Loop()
	return nil
}
