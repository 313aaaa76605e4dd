package tasks

import (
	"context"
	"fmt"
)

// Locker is what [With] can hold: a [*Lock], a [*Semaphore], a [*Condition].
type Locker interface {
	Acquire(ctx context.Context) error
	Release() error
}

// With acquires l, calls body and releases l, whatever body does. An error of
// the release goes before one of body. It fails with ErrNilFunc without a body and with
// ErrInvalidState without l, and suspends where these do. asyncio: async with.
func With(ctx context.Context, l Locker, body func(ctx context.Context) error) (err error) {
	switch {
	case body == nil:
		return ErrNilFunc
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
