package supervise

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// WaitFor awaits item for at most limit. When the limit passes first, it cancels
// item, waits until that has ended, and fails with a [*tasks.TimeoutError]; when
// item refuses and ends with a value or another error, that is returned. A Coro
// runs in the calling task; with a limit of zero or less it becomes a task that
// is canceled before its first step. [NoLimit] waits without a limit. When
// WaitFor is canceled, so is item. asyncio: wait_for.
func WaitFor[T any](ctx context.Context, item tasks.Awaitable[T], limit time.Duration) (v T, err error) {
	if item == nil {
		return v, tasks.ErrNilFunc
	}
	if limit == NoLimit {
		return item.Await(ctx)
	}
	if limit <= 0 {
		return cancelAndWait(ctx, tasks.Ensure(ctx, item))
	}
	err = Timeout(ctx, limit, func(ctx context.Context, _ *Scope) error {
		v, err = item.Await(ctx)
		return err
	})
	return v, err
}

// cancelAndWait is WaitFor when there is no time left.
func cancelAndWait[T any](ctx context.Context, p tasks.Promise[T]) (T, error) {
	if p.Finished() {
		return p.Result()
	}
	w, err := newWaiter(ctx, "the end of what was canceled", 1)
	if err == nil {
		_, err = adoptAll(w, []tasks.Handle{p})
	}
	if err == nil {
		p.Cancel()
		err = w.park(NoLimit)
	}
	if err != nil {
		var zero T
		return zero, err
	}
	v, err := p.Result()
	if tasks.IsCanceled(err) {
		err = &tasks.TimeoutError{What: "WaitFor"}
	}
	return v, err
}
