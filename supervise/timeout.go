package supervise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// ErrScope is a use of a [Scope] at a time when it cannot be used. asyncio:
// RuntimeError.
var ErrScope = errors.New("the timeout is not active")

// Timeout calls body and cancels the task when body has not returned after the
// limit; the cancellation then becomes a [*tasks.TimeoutError], which Timeout
// returns. body runs in the calling task. Cancellations from elsewhere pass
// through. [NoLimit] sets no limit, until Reschedule does; zero or less lets the
// body run up to its first suspension. It suspends where body does. asyncio:
// timeout.
func Timeout(ctx context.Context, limit time.Duration, body func(ctx context.Context, s *Scope) error) error {
	f, err := actor.Running(ctx)
	if err != nil {
		return err
	}
	s := &Scope{fiber: f}
	if limit != NoLimit {
		s.when = f.Loop().Now().Add(limit)
	}
	return s.run(ctx, body)
}

// TimeoutAt is Timeout with a time of the loop's clock; the zero time sets no
// limit. asyncio: timeout_at.
func TimeoutAt(ctx context.Context, when time.Time, body func(ctx context.Context, s *Scope) error) error {
	f, err := actor.Running(ctx)
	if err != nil {
		return err
	}
	return (&Scope{fiber: f, when: when}).run(ctx, body)
}

// Scope is a timeout that is under way. asyncio: Timeout.
//
//	state     entered by        left by
//	active    Timeout           the limit (to expiring), body's return (to finished)
//	expiring  the limit         body's return (to expired)
//	expired   body's return     never
//	finished  body's return     never
type Scope struct {
	fiber    *actor.Fiber
	when     time.Time // zero: no limit
	timer    *actor.Callback
	requests int // to cancel the task, when the scope was entered
	state    scopeState
}

type scopeState string

const (
	active   scopeState = "active"
	expiring scopeState = "expiring"
	expired  scopeState = "expired"
	over     scopeState = "finished"
)

// When is the time of the limit; zero when there is none. asyncio: when.
func (s *Scope) When() time.Time { return s.when }

// Expired reports whether the limit has passed while body ran. asyncio: expired.
func (s *Scope) Expired() bool { return s.state == expiring || s.state == expired }

// Reschedule moves the limit; the zero time takes it away. It fails with
// ErrScope when the limit has passed or body has returned. It never suspends.
// asyncio: reschedule.
func (s *Scope) Reschedule(when time.Time) error {
	if s.state != active {
		return fmt.Errorf("%w: it is %s", ErrScope, s.state)
	}
	s.when = when
	s.stopTimer()
	l := s.fiber.Loop()
	switch {
	case when.IsZero():
	case !when.After(l.Now()):
		s.timer = l.CallSoon(s.expire)
	default:
		s.timer = l.CallAt(when, s.expire)
	}
	return nil
}

// String is the scope for people to read. asyncio: repr.
func (s *Scope) String() string { return fmt.Sprintf("timeout (%s)", s.state) }

func (s *Scope) stopTimer() {
	if s.timer != nil {
		s.timer.Cancel()
		s.timer = nil
	}
}

// expire cancels the task when the limit has passed.
func (s *Scope) expire() {
	s.timer = nil
	s.state = expiring
	s.fiber.Cancel("")
}

func (s *Scope) run(ctx context.Context, body func(ctx context.Context, s *Scope) error) (err error) {
	if body == nil {
		return tasks.ErrNilFunc
	}
	s.requests = s.fiber.Canceling()
	s.state = active
	_ = s.Reschedule(s.when)
	left := false
	defer func() {
		if !left { // a panic: only clean up
			_ = s.leave(nil)
		}
	}()
	err = body(ctx, s)
	left = true
	return s.leave(err)
}

// leave ends the scope and makes the cancellation that it requested a timeout,
// unless there were other requests too.
func (s *Scope) leave(err error) error {
	s.stopTimer()
	switch s.state {
	case active:
		s.state = over
	case expiring:
		s.state = expired
		if s.fiber.Uncancel() <= s.requests && tasks.IsCanceled(err) {
			return &tasks.TimeoutError{What: "the body"}
		}
	}
	return err
}
