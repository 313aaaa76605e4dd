package supervise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/internal/isnil"
	"github.com/actorloom/actorloom/tasks"
)

// When is what Wait waits for.
type When int

const (
	// AllCompleted waits for every item. asyncio: ALL_COMPLETED.
	AllCompleted When = iota
	// FirstCompleted waits for the first to end. asyncio: FIRST_COMPLETED.
	FirstCompleted
	// FirstError waits for the first to fail, and for all when none does. A
	// cancellation does not count. asyncio: FIRST_EXCEPTION.
	FirstError
)

func (w When) String() string {
	return nameOf(int(w), "all completed", "first completed", "first error")
}

// NoLimit is a time limit that never passes. Only [Child].StopLimit, [Supervisor].Period and
// tasks.ShutdownLimit take any negative value for it; elsewhere a negative limit has already
// passed.
const NoLimit time.Duration = -1 << 63

// ErrNothing reports a Wait without items, or a Race without coroutines. asyncio: ValueError.
var ErrNothing = errors.New("there is nothing to wait for")

// Wait suspends until the condition holds or the limit has passed, and returns the items that have
// ended and those that have not, each in the order given, each once. Reaching the limit is no
// error. A limit of zero or less passes in the loop's next pass; [NoLimit] never does.
//
// Wait cancels nothing, neither at the limit nor when it is canceled itself. In the latter case its
// error is the cancellation, or the cause of a derived ctx that has ended. It fails with ErrNothing
// when no item is given, with tasks.ErrForeignLoop when an item of another loop has not ended, with
// tasks.ErrNilFunc for a nil item, and with tasks.ErrInvalidState for an unknown condition.
// asyncio: wait.
func Wait[H tasks.Handle](ctx context.Context, items []H, when When, limit time.Duration) (done, pending []H, err error) {
	if len(items) == 0 {
		return nil, nil, fmt.Errorf("Wait: %w", ErrNothing)
	}
	if err := checkKnown("condition", when, FirstError); err != nil {
		return nil, nil, fmt.Errorf("Wait: %w", err)
	}
	for i, item := range items {
		if isnil.Of(item) {
			return nil, nil, fmt.Errorf("Wait: item %d is nil: %w", i, tasks.ErrNilFunc)
		}
	}
	w, unique, err := newWaiter(ctx, "Wait", items...)
	if err != nil {
		return nil, nil, err
	}
	w.when = when
	if err := w.park(limit); err != nil {
		return nil, nil, err
	}
	pending = unique[:0] // in place, as most wait for the first of many
	for _, item := range unique {
		if item.Finished() {
			done = append(done, item)
		} else {
			pending = append(pending, item)
		}
	}
	clear(unique[len(pending):])
	if len(pending) == 0 {
		pending = nil
	}
	return done, pending, nil
}
