package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Lock is a mutual exclusion lock for tasks. Waiters get it in the order in which they came. No
// task owns it: any may release it. The zero Lock is unlocked. asyncio: Lock.
//
//	state     entered by                       left by
//	unlocked  the zero Lock, Release           Acquire; the first waiter, when it wakes
//	locked    Acquire, the first waiter        Release
//
// Release wakes the first waiter and leaves the lock unlocked until that waiter runs; tasks that
// come in between queue behind it.
type Lock struct {
	home    actor.Home
	waiters actor.WaitQueue
	leaving actor.WaitQueue // canceled waiters that stood before these and have not run yet
	locked  bool
}

// Locked reports whether it is held. asyncio: locked.
func (l *Lock) Locked() bool { return l.locked }

// Acquire takes the lock, and suspends until it is free, if it is not. A cancellation ends the
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

// queued reports whether there is a waiter that was not canceled: a task that comes now has to
// queue behind it, even if the lock is free. It moves the canceled waiters at the front to leaving,
// so that nobody looks at them again.
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

// wakeFirst wakes the first waiter. It wakes nobody while a canceled waiter that stood before that
// one has yet to run: the canceled waiter calls wakeFirst when it runs, as in asyncio.
func (l *Lock) wakeFirst() {
	if w := l.waiters.First(); w != nil && l.leaving.Len() == 0 {
		w.Wake()
	}
}

// String describes the lock. asyncio: repr.
func (l *Lock) String() string {
	state := "unlocked"
	if l.locked {
		state = "locked"
	}
	return fmt.Sprintf("lock (%s, %d waiters)", state, l.leaving.Len()+l.waiters.Len())
}
