package supervise

import (
	"slices"
	"time"

	"github.com/actorloom/actorloom/internal/sweep"
)

// restartWindow counts restarts: those that were and those that wait for their backoff.
// It admits one more when no stretch of time as long as the period has more than the limit,
// the new one among them. Without the new one a stretch may have: a set that is restarted for
// two failures moves the marks of both to one time.
type restartWindow struct {
	limit  int
	period time.Duration // negative: all time
	marks  []*restartMark
	sweep  sweep.Sweep // of the marks that count no more
}

// restartMark is a restart: when it was, or is due.
type restartMark struct {
	at    time.Time
	waits bool // it has not been yet, and at may move
	over  bool // it will not be, and counts no more
}

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

// admit counts a restart that is due at the time at, or reports false when it would be one
// too many.
func (w *restartWindow) admit(now, at time.Time) (*restartMark, bool) {
	mark := &restartMark{at: at}
	if w.limit == Unlimited {
		return mark, true
	}
	due := w.sweep.Due(len(w.marks))
	w.marks = append(w.marks, mark)
	if len(w.marks) <= w.limit && !due {
		return mark, true // whenever they were: there are no more than may be
	}
	w.marks = slices.DeleteFunc(w.marks, func(m *restartMark) bool { return m.over || m != mark && !m.waits && w.apart(m.at, now) })
	w.sweep.Done(len(w.marks))
	if len(w.marks) <= w.limit {
		return mark, true
	}
	slices.SortStableFunc(w.marks, func(a, b *restartMark) int { return a.at.Compare(b.at) })
	for i := w.limit; i < len(w.marks); i++ {
		first, last := w.marks[i-w.limit].at, w.marks[i].at
		if !at.Before(first) && !at.After(last) && !w.apart(first, last) {
			mark.over = true
			return nil, false
		}
	}
	return mark, true
}

// apart reports whether two times lie further apart than the period.
func (w *restartWindow) apart(earlier, later time.Time) bool {
	return w.period >= 0 && later.Sub(earlier) > w.period
}
