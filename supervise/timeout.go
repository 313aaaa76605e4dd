package supervise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// ErrScope reports that a [Scope] was used when it was not active. asyncio: RuntimeError.
var ErrScope = errors.New("the timeout is not active")

// Timeout calls body in the calling task. When body has not returned after limit, Timeout cancels
// the task, turns that cancellation into a [*tasks.TimeoutError], and returns this. Cancellations
// from elsewhere pass through. [NoLimit] sets no limit, until [Scope.Reschedule] does; a limit of
// zero or less lets body run up to its first suspension. Timeout suspends where body does. It fails
// with tasks.ErrNilFunc when body is nil. asyncio: timeout.
func Timeout(ctx context.Context, limit time.Duration, body func(ctx context.Context, s *Scope) error) error {
	s, err := enter(ctx, body)
	if err != nil {
		return err
	}
	if limit != NoLimit {
		s.setTimer(limit)
		s.when = s.own.When()
	}
	return s.run(ctx, body)
}

// TimeoutAt is Timeout with a limit at a time of the loop's clock. The zero time sets no limit; a
// time that has passed counts as a limit of zero. It suspends where body does, and treats
// cancellations and a nil body as Timeout does. asyncio: timeout_at.
func TimeoutAt(ctx context.Context, when time.Time, body func(ctx context.Context, s *Scope) error) error {
	s, err := enter(ctx, body)
	if err != nil {
		return err
	}
	_ = s.Reschedule(when)
	return s.run(ctx, body)
}

// A scope's states:
//
//	state        entered by                     left by
//	not entered  a zero Scope                   begin
//	active       Timeout, TimeoutAt, WaitFor    the limit (to expiring), body's return (to finished)
//	expiring     the limit, which cancels body  body's return (to expired)
//	expired      body's return                  never
//	finished     body's return                  never
//
// Those of WaitFor, which nobody else sees, become active again in another WaitFor.

// Scope is a timeout that is under way. asyncio: Timeout.
type Scope struct {
	fiber *actor.Fiber
	when  time.Time       // zero: no limit; WaitFor has no use for it
	timer *actor.Callback // own, unless that stood in the queue at a Reschedule
	own   actor.Callback
	limit time.Duration // zero: not known
	older int           // to cancel the task, older than the scope
	state scopeState
}

type scopeState uint8

const (
	notEntered scopeState = iota
	active
	expiring
	expired
	finished
)

func (s scopeState) String() string {
	return [...]string{"not entered", "active", "expiring", "expired", "finished"}[s]
}

// When is the time of the limit, by the loop's clock; zero when there is none. asyncio: when.
func (s *Scope) When() time.Time { return s.when }

// Expired reports whether the limit has passed while body ran. asyncio: expired.
func (s *Scope) Expired() bool { return s.state == expiring || s.state == expired }

// Reschedule moves the limit to a time of the loop's clock, so count from the loop's Now and not
// from time.Now. The zero time takes the limit away; a time that has passed counts as a limit of
// zero. From then on the After of the [*tasks.TimeoutError] is zero. Reschedule fails with ErrScope
// when the limit has passed or body has returned, and for a zero Scope. It never suspends. asyncio:
// reschedule.
func (s *Scope) Reschedule(when time.Time) error {
	if s.state != active {
		return fmt.Errorf("%w: it is %s", ErrScope, s.state)
	}
	l := s.fiber.Loop()
	if l.Misplaced("Reschedule", func() { _ = s.Reschedule(when) }) {
		return nil
	}
	s.when, s.limit = when, 0
	s.timer.Cancel()
	if when.IsZero() {
		return nil
	}
	if !s.timer.Idle() {
		s.timer = &actor.Callback{}
	}
	s.timer.SetAt(l, (*expiry)(s), when)
	return nil
}

// String describes the scope by its state. asyncio: repr.
func (s *Scope) String() string { return fmt.Sprintf("timeout (%s)", s.state) }

// enter makes the scope of a timeout in ctx's task.
func enter(ctx context.Context, body func(ctx context.Context, s *Scope) error) (*Scope, error) {
	f, err := actor.Running(ctx)
	if err != nil {
		return nil, err
	}
	if body == nil {
		return nil, fmt.Errorf("Timeout without a body: %w", tasks.ErrNilFunc)
	}
	s := &Scope{}
	s.begin(f)
	return s, nil
}

func (s *Scope) begin(f *actor.Fiber) {
	s.fiber = f
	s.timer = &s.own
	s.older = f.OlderThanTimeout()
	s.state = active
}

func (s *Scope) setTimer(limit time.Duration) {
	s.limit = limit
	s.own.Set(s.fiber.Loop(), (*expiry)(s), limit)
}

// expiry is the alarm of a Scope.
type expiry Scope

// Ring cancels the task: the limit has passed.
func (e *expiry) Ring() {
	e.state = expiring
	e.fiber.Cancel("")
}

func (s *Scope) run(ctx context.Context, body func(ctx context.Context, s *Scope) error) (err error) {
	defer s.leave(nil, &err)
	return body(ctx, s)
}

// leave is deferred. It ends the scope, and turns the cancellation that the scope requested into a
// timeout, unless there were other requests, too. item is what a WaitFor has awaited; nil for a
// body. After a panic of that, err is nil, and leave only cleans up.
func (s *Scope) leave(item any, err *error) {
	s.timer.Cancel()
	switch s.state {
	case active:
		s.state = finished
	case expiring:
		s.state = expired
		if s.fiber.UncancelOwn(s.older) && tasks.IsCanceled(*err) {
			*err = &tasks.TimeoutError{What: timedOut(item), After: s.limit}
		}
	}
}
