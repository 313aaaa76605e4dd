package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// A semaphore's places:
//
//	a place   entered by             left by
//	free      the making, Release    Acquire (to taken); wakeNext, when somebody waits (to promised)
//	promised  wakeNext               the waiter's turn (to taken; to free, when it was canceled)
//	taken     see above              Release (to free)

// Semaphore lets a limited number of tasks in; the others wait in the order in which they came.
// asyncio: Semaphore, BoundedSemaphore.
//
// Release hands its place to the first waiter at once. The zero Semaphore has no places until
// Release is called.
type Semaphore struct {
	home     actor.Home
	waiters  actor.WaitQueue // those that were promised no place; a canceled one may stay until it runs
	waiting  int             // how many wait, with those that were woken or canceled and have not run yet
	promised int             // how many of them were promised a place
	value    int             // places that are neither taken nor promised
	limit    int             // of a bounded one
	bounded  bool
}

// NewSemaphore makes a semaphore with n places. A negative n counts as none.
// asyncio: Semaphore, which refuses a negative value.
func NewSemaphore(n int) *Semaphore { return &Semaphore{value: max(0, n)} }

// NewBoundedSemaphore is NewSemaphore, but Release fails when it was called more often than
// Acquire. asyncio: BoundedSemaphore.
func NewBoundedSemaphore(n int) *Semaphore {
	return &Semaphore{value: max(0, n), limit: max(0, n), bounded: true}
}

// Locked reports whether Acquire would wait. asyncio: locked.
func (s *Semaphore) Locked() bool { return s.value == 0 || s.promised > 0 }

// Acquire takes a place, and suspends until there is one, if there is none. A cancellation ends the
// wait; a place that was promised to the task goes to the next. asyncio: acquire.
func (s *Semaphore) Acquire(ctx context.Context) error {
	if _, err := actor.Running(ctx); err != nil {
		return err
	}
	if !s.Locked() {
		s.value--
		return nil
	}
	s.waiting++
	w, err := s.waiters.Wait(ctx, nil, &s.home, "a semaphore")
	s.waiting--
	if w == nil {
		return err
	}
	if w.Woken() {
		s.promised--
		if err != nil {
			s.value++
		}
	}
	// Others may have come while there were places, and have queued behind this task to keep the
	// order.
	for s.value > 0 && s.wakeNext() {
	}
	return err
}

// Release gives a place back. On a bounded semaphore it fails with ErrTooMany when none was taken.
// It never suspends. asyncio: release.
func (s *Semaphore) Release() error {
	if s.bounded && s.value >= s.limit {
		return fmt.Errorf("release of a bounded semaphore, without an Acquire: %w", ErrTooMany)
	}
	s.value++
	s.wakeNext()
	return nil
}

func (s *Semaphore) wakeNext() bool {
	if s.waiters.WakeNext() == nil {
		return false
	}
	s.value--
	s.promised++
	return true
}

// String describes the semaphore. asyncio: repr.
func (s *Semaphore) String() string {
	return fmt.Sprintf("semaphore (%d places free, %d waiters)", s.value, s.waiting)
}
