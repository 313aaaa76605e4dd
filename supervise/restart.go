package supervise

import (
	"slices"
	"time"
)

// RestartType is when a child is started again after its end.
type RestartType int

const (
	// Permanent is always.
	Permanent RestartType = iota
	// Transient is after a failure: an error, a panic, Goexit, and also a
	// cancellation that its supervisor did not request. A transient child that
	// has ended well stays ended, also when its siblings are restarted, with which
	// OTP starts it again.
	Transient
	// Temporary is never, not even when its siblings are restarted. The
	// supervisor forgets a temporary child that has ended.
	Temporary
)

func (r RestartType) String() string { return nameOf(int(r), "permanent", "transient", "temporary") }

// revives reports whether a child of this type is started again.
func (r RestartType) revives(failed bool) bool {
	return r == Permanent || r == Transient && failed
}

// Directive is what to do about a child that failed.
type Directive int

const (
	// ByType does what the child's [RestartType] says.
	ByType Directive = iota
	// Restart starts the child again, whatever its type, and as the strategy
	// says its siblings.
	Restart
	// Stop leaves the child ended, whatever its type, and its siblings alone.
	Stop
	// Ignore takes the failure for an end without an error: a permanent child is
	// restarted, and any other has ended.
	Ignore
	// Escalate lets the supervisor give up at once.
	Escalate
)

func (d Directive) String() string {
	return nameOf(int(d), "by type", "restart", "stop", "ignore", "escalate")
}

// restartWindow keeps count of restarts: those that were and those that wait for
// their backoff. Both count, so that no stretch of time as long as the period can
// come to hold more than the limit.
type restartWindow struct {
	limit  int
	period time.Duration // negative: all time
	marks  []*restartMark
	sweep  int // how many there may be before those that count no more are dropped
}

// restartMark is a restart: when it was, or is due.
type restartMark struct {
	at   time.Time
	over bool // it will not be
}

// fewMarks is how many restarts are kept before somebody looks whether they still count.
const fewMarks = 64

func newRestartWindow(s *Supervisor) restartWindow {
	w := restartWindow{limit: s.Intensity, period: s.Period}
	switch {
	case w.limit == 0:
		w.limit = defaultIntensity
	case w.limit < 0:
		w.limit = 0
	}
	if w.period == 0 {
		w.period = defaultPeriod
	}
	return w
}

// admit takes a restart at the time at into account, or reports false when that
// would be one too many.
func (w *restartWindow) admit(now, at time.Time) (*restartMark, bool) {
	mark := &restartMark{at: at}
	if w.limit == Unlimited {
		return mark, true
	}
	w.marks = append(w.marks, mark)
	if n := len(w.marks); n <= w.limit && n < max(w.sweep, fewMarks) {
		return mark, true // whenever they were: there are no more than may be
	}
	w.marks = slices.DeleteFunc(w.marks, func(m *restartMark) bool { return m.over || m != mark && w.apart(m.at, now) })
	w.sweep = 2 * len(w.marks)
	if len(w.marks) <= w.limit {
		return mark, true
	}
	slices.SortStableFunc(w.marks, func(a, b *restartMark) int { return a.at.Compare(b.at) })
	for i := w.limit; i < len(w.marks); i++ {
		if !w.apart(w.marks[i-w.limit].at, w.marks[i].at) {
			w.drop(mark)
			return nil, false
		}
	}
	return mark, true
}

// apart reports whether two times lie further apart than the period.
func (w *restartWindow) apart(earlier, later time.Time) bool {
	return w.period >= 0 && later.Sub(earlier) > w.period
}

// drop forgets a restart that will not be.
func (w *restartWindow) drop(mark *restartMark) { mark.over = true }
