package supervise

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// Backoff says how long a restart waits after the failure: Min at first, then Factor times as long
// after each further failure of the same child, but at most Max. Within a run of failures the delay
// never shrinks. A child that has run for longer than the supervisor's Period begins a new run of
// failures. The zero value does not wait.
type Backoff struct {
	// Min is the first delay.
	Min time.Duration
	// Max is the longest. Zero means a minute, or Min if that is more.
	Max time.Duration
	// Factor is 1 or more; zero means 2.
	Factor float64
	// Jitter, from 0 to 1, is the part of each delay that is left to chance: with 0.2 a restart
	// waits for between 80 % and 100 % of the delay.
	Jitter float64
	// Rand returns numbers in [0, 1) for Jitter, like the Float64 of a rand.Rand. When it is nil,
	// the numbers differ each time the program runs, except under a virtual clock.
	Rand func() float64
}

const defaultMaxBackoff = time.Minute

// check returns an error that says what is wrong with b, or nil.
func (b *Backoff) check() error {
	switch {
	case b.Min < 0 || b.Max < 0:
		return fmt.Errorf("a backoff cannot be negative: Min %v, Max %v: %w", b.Min, b.Max, tasks.ErrInvalidState)
	case b.Max != 0 && b.Min == 0:
		return fmt.Errorf("a backoff with a Max of %v and no Min would never wait: %w", b.Max, tasks.ErrInvalidState)
	case b.Max != 0 && b.Max < b.Min:
		return fmt.Errorf("a backoff's Max %v is less than its Min %v: %w", b.Max, b.Min, tasks.ErrInvalidState)
	case b.Factor != 0 && !(b.Factor >= 1):
		return fmt.Errorf("a backoff's Factor is 1 or more, not %v: %w", b.Factor, tasks.ErrInvalidState)
	case !(b.Jitter >= 0 && b.Jitter <= 1):
		return fmt.Errorf("a backoff's Jitter is from 0 to 1, not %v: %w", b.Jitter, tasks.ErrInvalidState)
	}
	return nil
}

// delay is how long to wait after the n-th failure of a run, counted from 0. random is from 0 to 1,
// for Jitter.
func (b *Backoff) delay(n int, random float64) time.Duration {
	if b.Min == 0 { // 0 × ∞ would be no number
		return 0
	}
	longest := b.Max
	if longest == 0 {
		longest = max(b.Min, defaultMaxBackoff)
	}
	factor := b.Factor
	if factor == 0 {
		factor = 2
	}
	d := min(float64(b.Min)*math.Pow(factor, float64(n)), float64(longest))
	d -= d * b.Jitter * random
	if d >= float64(longest) { // which may be more than a Duration can be
		return longest
	}
	return time.Duration(d)
}

// jittered reports whether a delay depends on chance.
func (b *Backoff) jittered() bool { return b.Min > 0 && b.Jitter > 0 }

// random is a number for Jitter, in a supervisor on l, which may be nil.
func (b *Backoff) random(l *tasks.Loop) float64 {
	switch {
	case b.Rand != nil:
		return b.Rand()
	case l != nil:
		return l.Random().Float64()
	}
	return rand.Float64()
}

// failureRun is a child's run of failures.
type failureRun struct {
	failures int
	last     time.Duration
}

// next is the delay after another failure, of a child that ran for uptime. random is as for delay.
func (r *failureRun) next(b *Backoff, random float64, uptime, period time.Duration) time.Duration {
	if period >= 0 && uptime > period {
		*r = failureRun{}
	}
	r.last = max(r.last, b.delay(r.failures, random))
	r.failures++
	return r.last
}
