package tasks

import (
	"context"
	"fmt"
)

// Barrier lets a number of tasks wait for one another. The zero Barrier is for one.
// asyncio: Barrier.
//
//	state      entered by                          left by
//	filling    NewBarrier; the last one to leave;  the last one to come (to draining), Reset while tasks wait (to resetting), Abort (to broken)
//	           Reset, with nobody inside
//	draining   the last one to come                the last one to leave (to filling), Reset (to resetting), Abort (to broken)
//	resetting  Reset, while tasks are inside       the last one to leave (to filling), Abort (to broken)
//	broken     Abort                               Reset (to resetting while tasks are inside, otherwise to filling)
type Barrier struct {
	cond    Condition
	parties int
	count   int // tasks inside
	state   barrierState
}

type barrierState uint8

const (
	filling barrierState = iota
	draining
	resetting
	broken
)

// NewBarrier makes a barrier for a number of tasks; less than one counts as one.
// asyncio: Barrier, which refuses such a number.
func NewBarrier(parties int) *Barrier { return &Barrier{parties: parties} }

// Parties is the number of tasks that the barrier waits for. asyncio: parties.
func (b *Barrier) Parties() int { return max(1, b.parties) }

// Waiting is the number of tasks that wait now. asyncio: n_waiting.
func (b *Barrier) Waiting() int {
	if b.state != filling {
		return 0
	}
	return b.count
}

// Broken reports whether the barrier was aborted. asyncio: broken.
func (b *Barrier) Broken() bool { return b.state == broken }

// Wait suspends until all parties have come. It returns how many tasks were there before this one:
// each gets a different number, from 0 up, unless one that waited was canceled. Wait fails with
// ErrBrokenBarrier when the barrier is broken, or is aborted or reset during the wait. A
// cancellation ends the wait; the others wait on. asyncio: wait.
func (b *Barrier) Wait(ctx context.Context) (index int, err error) {
	err = With(ctx, &b.cond, func(ctx context.Context) error {
		if err := b.enter(ctx); err != nil {
			return err
		}
		index = b.count
		b.count++
		defer b.leave()
		if b.count >= b.Parties() {
			b.state = draining
			return b.cond.NotifyAll()
		}
		return b.stay(ctx)
	})
	if err != nil {
		return 0, err
	}
	return index, nil
}

// enter waits until the tasks of the last round have left.
func (b *Barrier) enter(ctx context.Context) error {
	err := b.cond.waitFor(ctx, "a barrier", func() bool { return b.state == filling || b.state == broken })
	if err == nil && b.state == broken {
		err = fmt.Errorf("it was aborted: %w", ErrBrokenBarrier)
	}
	return err
}

func (b *Barrier) stay(ctx context.Context) error {
	err := b.cond.waitFor(ctx, "a barrier", func() bool { return b.state != filling })
	if err == nil && (b.state == broken || b.state == resetting) {
		err = fmt.Errorf("it was aborted or reset: %w", ErrBrokenBarrier)
	}
	return err
}

func (b *Barrier) leave() {
	b.count--
	if b.count > 0 {
		return
	}
	if b.state == resetting || b.state == draining {
		b.state = filling
	}
	_ = b.cond.NotifyAll()
}

// Reset makes the waiting tasks fail with ErrBrokenBarrier, and the barrier ready for use again. It
// may suspend to get the barrier's lock; after a cancellation of that wait nothing is reset.
// asyncio: reset.
func (b *Barrier) Reset(ctx context.Context) error {
	return With(ctx, &b.cond, func(context.Context) error {
		if b.count > 0 {
			b.state = resetting
		} else {
			b.state = filling
		}
		return b.cond.NotifyAll()
	})
}

// Abort makes the waiting tasks, and all that come later, fail with ErrBrokenBarrier. It may
// suspend to get the barrier's lock; after a cancellation of that wait the barrier is not broken.
// asyncio: abort.
func (b *Barrier) Abort(ctx context.Context) error {
	return With(ctx, &b.cond, func(context.Context) error {
		b.state = broken
		return b.cond.NotifyAll()
	})
}

// String describes the barrier. asyncio: repr.
func (b *Barrier) String() string {
	names := [...]string{"filling", "draining", "resetting", "broken"}
	return fmt.Sprintf("barrier (%s, %d of %d)", names[b.state], b.Waiting(), b.Parties())
}
