package tasks

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/actor"
)

// Sleep suspends for d of the loop's clock; when d is zero or negative it is [Yield]. A
// cancellation interrupts it, and is the error. asyncio: sleep.
func Sleep(ctx context.Context, d time.Duration) error { return actor.Sleep(ctx, d) }

// Yield takes one pass of the loop: everything else that is ready runs first. When nothing else is
// ready, it does not suspend. A cancellation, even one requested before the call, makes it fail.
// asyncio: sleep(0).
func Yield(ctx context.Context) error { return actor.Yield(ctx) }

// After is a coroutine that sleeps for d and returns v. asyncio: sleep(d, v).
func After[T any](d time.Duration, v T) Coro[T] {
	return func(ctx context.Context) (T, error) {
		if err := Sleep(ctx, d); err != nil {
			var zero T
			return zero, err
		}
		return v, nil
	}
}
