package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Lock is a mutual exclusion for tasks. Waiters get it in the order in which
// they came. It is not owned: any task may release it. The zero Lock is
// unlocked. asyncio: Lock.
//
//	state     entered by                       left by
//	unlocked  the zero Lock, Release           Acquire; the first waiter, when it wakes
//	locked    Acquire, the first waiter        Release
//
// Release wakes the first waiter and leaves the lock unlocked until that one
// runs; those who come in between queue behind it.
type Lock struct {
	home    actor.Home
	waiters actor.WaitQueue
	leaving actor.WaitQueue // canceled waiters, from in front of these, that have not run yet
	locked  bool
}

// Locked reports whether it is held. asyncio: locked.
func (l *Lock) Locked() bool { return l.locked }

// Acquire suspends until the lock is free, if it is not, and takes it. A cancellation ends the
// wait; when the lock is free by then, the next waiter gets it. asyncio: acquire.
func (l *Lock) Acquire(ctx context.Context) error {
	if _, err := actor.Running(ctx); err != nil {
		return err
	}
	if !l.locked && !l.queued() {
		l.locked = true
		return nil
	}
	w, err := l.waiters.Wait(ctx, nil, &l.home, "a lock")
	if err != nil {
		if w != nil {
			l.leaving.Remove(w)
			if !l.locked {
				l.wakeFirst()
			}
		}
		return err
	}
	l.locked = true
	return nil
}

// queued reports whether anybody waits who was not canceled: who comes now has to queue
// behind, even if the lock is free. It moves the canceled ones at the front to leaving, so
// that nobody looks at them again.
func (l *Lock) queued() bool {
	for w := l.waiters.First(); w != nil; w = l.waiters.First() {
		if !w.Canceled() {
			return true
		}
		l.leaving.Push(l.waiters.Pop())
	}
	return false
}

// Release frees the lock and wakes the first waiter. It fails with ErrNotLocked
// when the lock is free. It never suspends. asyncio: release.
func (l *Lock) Release() error {
	if !l.locked {
		return fmt.Errorf("release of a lock: %w", ErrNotLocked)
	}
	l.locked = false
	l.wakeFirst()
	return nil
}

// wakeFirst wakes the first waiter. It wakes nobody while a canceled one is before that:
// the canceled one does it when it runs, as in asyncio.
func (l *Lock) wakeFirst() {
	if w := l.waiters.First(); w != nil && l.leaving.Len() == 0 {
		w.Wake()
	}
}

// String is the lock for people to read. asyncio: repr.
func (l *Lock) String() string {
	state := "unlocked"
	if l.locked {
		state = "locked"
	}
	return fmt.Sprintf("lock (%s, %d waiters)", state, l.leaving.Len()+l.waiters.Len())
}
