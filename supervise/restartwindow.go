package supervise

import (
	"cmp"
	"slices"
	"time"
)

// restartWindow counts the restarts that [Supervisor.Intensity] bounds, each at the time when it
// was or is due. It admits one more when no stretch of time as long as the period then has more
// than the limit, the new one among them. A stretch without the new one may have more, since a set
// that is restarted for two failures moves the marks of both to one time.
type restartWindow struct {
	limit  int
	period time.Duration  // negative: all time
	marks  []*restartMark // in the order of their times; none when there is no limit
	serial uint64         // of the latest
}

// restartMark is a restart: when it was, or is due.
type restartMark struct {
	at     time.Time
	waits  bool   // it has not been yet, and may move
	serial uint64 // of two for the same time, the lesser comes first
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
	w.serial++
	mark := &restartMark{at: at, serial: w.serial}
	if w.limit == Unlimited {
		return mark, true
	}
	for len(w.marks) > 0 && !w.marks[0].waits && w.apart(w.marks[0].at, now) {
		w.dropFirst()
	}
	i, _ := w.find(mark)
	w.marks = slices.Insert(w.marks, i, mark)
	if w.crowded(i) {
		w.drop(mark)
		return nil, false
	}
	return mark, true
}

// crowded reports whether a stretch of time with the i-th mark in it has more marks than the limit:
// whether limit+1 marks in a row, the i-th among them, lie no further apart than the period.
func (w *restartWindow) crowded(i int) bool {
	for first := max(0, i-w.limit); first <= i && first+w.limit < len(w.marks); first++ {
		if !w.apart(w.marks[first].at, w.marks[first+w.limit].at) {
			return true
		}
	}
	return false
}

// move gives a mark another time.
func (w *restartWindow) move(mark *restartMark, at time.Time) {
	if mark.at.Equal(at) {
		return
	}
	counted := w.drop(mark)
	mark.at = at
	if counted {
		i, _ := w.find(mark)
		w.marks = slices.Insert(w.marks, i, mark)
	}
}

// drop makes a mark count no more. It reports whether the mark counted before.
func (w *restartWindow) drop(mark *restartMark) bool {
	i, counted := w.find(mark)
	switch {
	case counted && i == 0:
		w.dropFirst()
	case counted:
		w.marks = slices.Delete(w.marks, i, i+1)
	}
	return counted
}

// dropFirst is drop of the first mark. It moves no other mark in the slice; marks that come due are
// dropped in the order of their times.
func (w *restartWindow) dropFirst() {
	w.marks[0] = nil // for the garbage collector
	w.marks = w.marks[1:]
}

// find returns where a mark is or, if it is not there, where it belongs, and whether it is there.
func (w *restartWindow) find(mark *restartMark) (int, bool) {
	return slices.BinarySearchFunc(w.marks, mark, func(a, b *restartMark) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.serial, b.serial))
	})
}

// apart reports whether two times lie further apart than the period.
func (w *restartWindow) apart(earlier, later time.Time) bool {
	return w.period >= 0 && later.Sub(earlier) > w.period
}
