package actor

import "context"

// How requests to cancel are counted and taken back. A block is a timeout or a group. It may make a
// request of its own, to cancel the task whose body it is in. At its end it takes that request
// back, and learns whether it was the only one since the block began.
//
//	block    counts as older, when it begins           at its end, when nobody else has asked
//	timeout  all requests but one that is put off      forgets one that is put off
//	group    all but one that waits for the next       forgets any that waits for the next
//	         await, as one that is put off does        await
//
// asyncio has neither requests that are put off nor a Cancel of groups. The rest follows its rules.

// Canceling is the number of requests to cancel that have not been taken back.
// asyncio: Task.cancelling.
func (f *Fiber) Canceling() int { return int(f.requests) }

// Uncancel takes one request back and returns how many are left. When none is left,
// a request that was not delivered yet is forgotten. asyncio: Task.uncancel.
func (f *Fiber) Uncancel() int {
	if f.requests > 0 {
		f.requests--
		if f.requests == 0 && f.act != nil && !f.broken() {
			f.act.mustCancel = false
		}
	}
	return int(f.requests)
}

// OlderThanTimeout is the number of requests that are older than a timeout that begins now:
// Canceling, less a request that [CancelLater] has put off, which is delivered inside the timeout.
func (f *Fiber) OlderThanTimeout() int {
	if f.putsOff() {
		return int(f.requests) - 1
	}
	return int(f.requests)
}

// Undelivered reports whether the running fiber's next await returns a CanceledError, because
// of a request that came earlier.
func (f *Fiber) Undelivered() bool { return f.act != nil && f.act.mustCancel }

// OlderThanGroup is the number of requests that are older than a group that the running fiber
// begins now: Canceling, less a request that its next await delivers, which is delivered inside the
// group.
func (f *Fiber) OlderThanGroup() int {
	if f.Undelivered() {
		return int(f.requests) - 1
	}
	return int(f.requests)
}

// UncancelOwn takes back the request that a block, a timeout or a group, has made itself. before is
// how many requests are older than the block: OlderThanTimeout or OlderThanGroup at its beginning,
// or less. It reports whether nobody else has asked since. If so, a request that [CancelLater] has
// put off is the block's own, and is forgotten. Any other undelivered request stays, as in asyncio:
// a failed group inside the block may have made it, see Redeliver.
func (f *Fiber) UncancelOwn(before int) bool {
	if f.Uncancel() > before {
		return false
	}
	if f.putsOff() {
		f.act.mustCancel = false
	}
	return true
}

// ForgetUndelivered drops the request that the running fiber's next await would deliver, if there
// is one. It is for a group, whose own request may be left when its body awaits nothing more.
func (f *Fiber) ForgetUndelivered() {
	if f.act != nil {
		f.act.mustCancel = false
	}
}

// Redeliver makes the fiber's next await deliver once more a request that an await has delivered
// already, if there is one. It is for a caller that replaces the error of that delivery by another.
// The count of requests stays.
func (f *Fiber) Redeliver() {
	if f.requests > 0 {
		f.Uncancel()
		f.Cancel("")
	}
}

// putsOff reports whether CancelLater has put a request off.
func (f *Fiber) putsOff() bool {
	e := f.rare()
	return e != nil && e.putOff && f.Undelivered()
}

// CancelLater makes the next await of the running fiber return a CanceledError. It is for an
// operation that was canceled when it could no longer be stopped: it puts that request off, and
// makes no new one. A request that has been taken back is forgotten, as by [Fiber.Uncancel].
func CancelLater(ctx context.Context, msg string) {
	if f := Current(ctx); f != nil && f.requests > 0 {
		f.keep(msg)
		f.makeRare().putOff = true
	}
}
