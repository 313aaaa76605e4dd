package tasks

import (
	"context"
	"fmt"
)

// Locker is what [With] can hold: a [*Lock], a [*Semaphore], a [*Condition].
type Locker interface {
	// Acquire suspends until there is room, if there is none, and takes it. A cancellation ends
	// the wait.
	Acquire(ctx context.Context) error
	// Release gives it back. It never suspends.
	Release() error
}

// With acquires l, calls body and releases l, whatever body does. It suspends where Acquire and
// body do. When Acquire fails, as at a cancellation, it returns that error and does not call body.
// An error of the release takes the place of one of body, but not of a panic, beside which it is
// dropped. Without a body it fails with ErrNilFunc, and without l with ErrInvalidState. asyncio:
// async with.
func With(ctx context.Context, l Locker, body func(ctx context.Context) error) (err error) {
	switch {
	case body == nil:
		return fmt.Errorf("With without a body: %w", ErrNilFunc)
	case l == nil:
		return fmt.Errorf("With has nothing to hold, its Locker is nil: %w", ErrInvalidState)
	}
	if err := l.Acquire(ctx); err != nil {
		return err
	}
	defer func() {
		if released := l.Release(); released != nil {
			err = released
		}
	}()
	return body(ctx)
}
