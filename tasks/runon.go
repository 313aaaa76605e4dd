package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// RunOn runs main as a task of l, a loop that somebody else drives, and blocks until that has
// ended. It is for goroutines that have no task, such as those of HTTP handlers. main has the
// values of ctx and a copy of its variables. The end of ctx cancels main, once; main may clean up,
// and RunOn waits for that; when main then ends canceled, the error also is the context's cause, by
// errors.Is. With a ctx that has ended before, main is not called: what has to be closed in any
// case, close after RunOn. In a task it would block that task's loop: with the task's ctx it fails
// with ErrWouldBlock; any other ctx hides the task, and RunOn blocks, for ever if that task runs on
// l. So it does in a callback of l. Debug mode finds both, and fails with ErrWouldBlock. It fails
// as [Submit] says when the loop is closed, or closes first, and when l or main is nil; with
// ErrNilContext when ctx is. asyncio: run_coroutine_threadsafe and result in one.
func RunOn[T any](ctx context.Context, l *Loop, main Coro[T], opts ...Option) (T, error) {
	var zero T
	switch {
	case ctx == nil:
		return zero, ErrNilContext
	case actor.Of(ctx) != nil:
		return zero, ErrWouldBlock
	case ctx.Err() != nil:
		return zero, endOf(ctx)
	case l != nil && l.Holds():
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
