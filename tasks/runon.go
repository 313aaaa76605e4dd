package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// RunOn runs main as a task of l, a loop that somebody else drives, and blocks until that task has
// ended. It is for goroutines that have no task, such as those of HTTP handlers. main has the
// values of ctx and a copy of its variables.
//
// When ctx ends, main is canceled, once. RunOn still waits for it, so main may clean up; when main
// then ends canceled, the error is also the context's cause, by errors.Is. When ctx has ended
// before the call, main is not called: what must be closed in any case, close after RunOn.
//
// Do not call RunOn in a task or a callback, whose loop it would block. With the ctx of a task it
// fails with ErrWouldBlock. With any other ctx it cannot see the task and does block, for ever if
// the caller runs on l itself; only debug mode finds that case, and fails with ErrWouldBlock.
//
// RunOn fails as [Submit] says when the loop is closed, or closes first, and when l or main is nil.
// It fails with ErrNilContext when ctx is nil. asyncio: run_coroutine_threadsafe and result in one.
func RunOn[T any](ctx context.Context, l *Loop, main Coro[T], opts ...Option) (T, error) {
	var zero T
	switch {
	case ctx == nil:
		return zero, ErrNilContext
	case actor.Of(ctx) != nil:
		return zero, ErrWouldBlock
	case ctx.Err() != nil:
		return zero, endOf(ctx)
	case l != nil && l.DrivenHere():
		return zero, ErrWouldBlock
	}
	p := submit(ctx, l, main, append([]Option{InVars(CopyVars(ctx))}, opts...))
	p.task.fiber.RetrieveElsewhere() // whatever comes, it is read here
	asked := false
	select {
	case <-p.Done():
	case <-ctx.Done():
		asked = p.Cancel(fmt.Sprint(context.Cause(ctx)))
		<-p.Done()
	}
	v, err := p.Result()
	if asked && p.Canceled() {
		err = endOf(ctx)
	}
	return v, err
}
