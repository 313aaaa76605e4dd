package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Condition lets tasks that hold a lock wait for one another's news. The zero
// Condition has a lock of its own. asyncio: Condition.
//
//	who waits  entered by      left by
//	waiting    Wait            Notify (to notified), a cancellation (to canceled)
//	notified   Notify          its turn (to acquiring)
//	canceled   a cancellation  its turn (to acquiring)
//	acquiring  its turn        the lock, however often it is canceled meanwhile: Wait returns
//
// A task that was canceled in any of these states notifies one more.
type Condition struct {
	home    actor.Home
	lock    *Lock
	own     Lock
	waiters actor.WaitQueue // not notified yet; a canceled one may stay until it runs
	waiting int             // how many wait, with those that were notified and have not run yet
}

// NewCondition makes a condition on an existing lock; nil means one of its own. asyncio:
// Condition(lock=).
func NewCondition(l *Lock) *Condition { return &Condition{lock: l} }

// mutex is the condition's lock.
func (c *Condition) mutex() *Lock {
	if c.lock == nil {
		c.lock = &c.own
	}
	return c.lock
}

// Acquire takes the lock, and suspends until it is free, if it is not, as [Lock.Acquire] does. A
// cancellation ends the wait. asyncio: acquire.
func (c *Condition) Acquire(ctx context.Context) error { return c.mutex().Acquire(ctx) }

// Release frees the lock, as [Lock.Release] does, and fails with ErrNotLocked when it
// is free. It never suspends. asyncio: release.
func (c *Condition) Release() error { return c.mutex().Release() }

// Locked reports whether the lock is held. asyncio: locked.
func (c *Condition) Locked() bool { return c.mutex().Locked() }

// Wait releases the lock, suspends until the task is notified, and acquires the lock again. It may
// return without news: check again what you wait for, or use WaitFor. After a cancellation, too,
// Wait acquires the lock before it returns, and the notification goes to another task. It fails
// with ErrNotLocked when the lock is free. asyncio: wait.
func (c *Condition) Wait(ctx context.Context) (err error) { return c.wait(ctx, "a condition") }

// wait is Wait; what names what the condition is part of.
func (c *Condition) wait(ctx context.Context, what string) (err error) {
	if !c.Locked() {
		return fmt.Errorf("wait of a condition: %w", ErrNotLocked)
	}
	w, err := actor.Enter(ctx, what)
	if err != nil {
		return err
	}
	if err := c.home.Bind(w.Loop(), what); err != nil {
		w.Leave()
		return err
	}
	_ = c.Release()
	c.waiting++
	err = c.waiters.Park(w)
	c.waiting--
	if again := c.reacquire(w.Context()); again != nil {
		err = again
	}
	if err != nil {
		// This task may have used up a notification that another needs: let one more check for
		// itself.
		c.notify(1)
	}
	return err
}

// reacquire takes the lock however often the task is canceled meanwhile, and returns the last
// cancellation. ctx is the task's own context: a derived one that has ended would interrupt each
// Acquire, for ever.
func (c *Condition) reacquire(ctx context.Context) (canceled error) {
	for {
		switch err := c.Acquire(ctx); {
		case err == nil:
			return canceled
		case !IsCanceled(err): // it is not acquired, and never will be
			return err
		default:
			canceled = err
		}
	}
}

// WaitFor suspends until holds returns true, if it does not at once, and calls it again after each
// notification. A cancellation ends the wait. The lock is held again when WaitFor returns. WaitFor
// fails with ErrNotLocked when holds returns false and the lock is free, and with ErrNilFunc when
// holds is nil. asyncio: wait_for.
func (c *Condition) WaitFor(ctx context.Context, holds func() bool) error {
	return c.waitFor(ctx, "a condition", holds)
}

func (c *Condition) waitFor(ctx context.Context, what string, holds func() bool) error {
	if holds == nil {
		return fmt.Errorf("WaitFor of a condition: %w", ErrNilFunc)
	}
	for !holds() {
		if err := c.wait(ctx, what); err != nil {
			return err
		}
	}
	return nil
}

// Notify wakes up to n of the waiting tasks; they go on one after another, as each gets the lock.
// It fails with ErrNotLocked when the lock is free. It never suspends. asyncio: notify.
func (c *Condition) Notify(n int) error {
	if !c.Locked() {
		return fmt.Errorf("notify of a condition: %w", ErrNotLocked)
	}
	c.notify(n)
	return nil
}

// NotifyAll is Notify for all waiting tasks. asyncio: notify_all.
func (c *Condition) NotifyAll() error { return c.Notify(c.waiters.Len()) }

func (c *Condition) notify(n int) {
	for ; n > 0 && c.waiters.WakeNext() != nil; n-- {
	}
}

// String describes the condition. asyncio: repr.
func (c *Condition) String() string {
	state := "unlocked"
	if c.Locked() {
		state = "locked"
	}
	return fmt.Sprintf("condition (%s, %d waiters)", state, c.waiting)
}
