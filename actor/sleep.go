package actor

import (
	"context"
	"time"
)

// Sleep suspends for d of the loop's clock; when d is zero or negative it is Yield. A
// cancellation, or the end of a derived context, interrupts it, and is the error. It fails as
// [Running] does. asyncio: sleep.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return Yield(ctx)
	}
	w, err := Enter(ctx, "sleep")
	if err != nil {
		return err
	}
	a := w.act
	c := a.timer
	if c == nil || !c.Idle() {
		c = &Callback{sleeper: w}
		a.timer = c
	}
	c.renew(a.loop)
	c.arm(a.loop.after(d))
	err = w.Park()
	c.Cancel()
	return err
}

// Yield lets everything else that is ready run first. It takes one pass, and suspends if anything
// else is ready. It returns the error of a cancellation, or the cause of a derived context that has
// ended, and fails as [Running] does. asyncio: sleep(0).
func Yield(ctx context.Context) error {
	f := plainly(ctx)
	if f == nil {
		return yield(ctx)
	}
	a := f.act
	l := a.loop
	if l.ready.empty() && len(l.beneath) == 0 && (l.quiet() || l.endPlainly()) {
		l.countPass() // one that has no other entry
		return a.yielded()
	}
	l.post(a, Resume{})
	if c := a.coro; l.exchange == nil { // activation.suspend, without its frame
		c.Suspend()
	} else if to := l.successor(nil); to != c {
		if slot, yield := l.exchange.Trade(c, to); yield {
			slot.Yield()
		} else {
			slot.Next()
		}
	}
	if a.coro.Sent() {
		a.runErrand()
	}
	return a.yielded()
}

// yielded returns the error of a yield, if a request to cancel waits to be delivered.
func (a *activation) yielded() error {
	if a.mustCancel {
		return a.deliver(nil)
	}
	return nil
}

// yield is Yield for all cases but the usual one: see plainly.
func yield(ctx context.Context) error {
	f, within, err := awaiting(ctx)
	if err != nil {
		return err
	}
	f.loop.post(f.act, Resume{})
	return f.park(within, nil)
}
