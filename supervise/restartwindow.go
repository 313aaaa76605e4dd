package supervise

import (
	"cmp"
	"slices"
	"time"

	"github.com/actorloom/actorloom/internal/sweep"
)

// restartWindow counts restarts: those that were and those that wait for their backoff.
// It admits one more when no stretch of time as long as the period has more than the limit,
// the new one among them. Without the new one a stretch may have: a set that is restarted for
// two failures moves the marks of both to one time.
//
// The marks lie in slots, by their times: so only those that are near a new one are looked
// through, however many wait.
type restartWindow struct {
	limit  int
	period time.Duration // negative: all time
	base   time.Time     // of the slots
	slots  map[int64][]*restartMark
	near   []*restartMark // room for crowded
	n      int            // of marks
	serial uint64         // of the latest
	sweep  sweep.Sweep    // of the marks that count no more
}

// perPeriod is how many slots a period is long, unless it is shorter than that in nanoseconds.
const perPeriod = 16

// restartMark is a restart: when it was, or is due.
type restartMark struct {
	at     time.Time // see move
	waits  bool      // it has not been yet, and at may move
	over   bool      // it will not be, and counts no more
	serial uint64    // of two for one time the lesser comes first; 0 of one that is in no slot
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
	if w.sweep.Due(w.n) {
		w.forget(now)
	}
	if w.slots == nil {
		w.base, w.slots = now, make(map[int64][]*restartMark)
	}
	w.serial++
	mark.serial = w.serial
	w.put(mark)
	if w.n > w.limit && w.crowded(now, mark) { // else, whenever they were, there are no more than may be
		mark.over = true
		w.take(mark)
		return nil, false
	}
	return mark, true
}

// crowded reports whether a stretch of time with mark has more than the limit.
func (w *restartWindow) crowded(now time.Time, mark *restartMark) bool {
	if w.period < 0 {
		w.forget(now)
		return w.n > w.limit
	}
	defer func() {
		clear(w.near)
		w.near = w.near[:0]
	}()
	reach := int64(w.period/w.width()) + 1
	for at, last := w.slot(mark.at)-reach, w.slot(mark.at)+reach; at <= last; at++ {
		for _, m := range w.slots[at] {
			if !m.over {
				w.near = append(w.near, m)
			}
		}
	}
	for i := w.limit; i < len(w.near); i++ {
		first, last := w.near[i-w.limit].at, w.near[i].at
		if !mark.at.Before(first) && !mark.at.After(last) && !w.apart(first, last) {
			return true
		}
	}
	return false
}

// move gives a mark that waits another time.
func (w *restartWindow) move(m *restartMark, at time.Time) {
	w.take(m)
	m.at = at
	w.put(m)
}

// forget drops the marks that count no more.
func (w *restartWindow) forget(now time.Time) {
	w.n = 0
	for at, slot := range w.slots {
		slot = slices.DeleteFunc(slot, func(m *restartMark) bool { return m.over || !m.waits && w.apart(m.at, now) })
		if w.n += len(slot); len(slot) == 0 {
			delete(w.slots, at)
		} else {
			w.slots[at] = slot
		}
	}
	w.sweep.Done(w.n)
}

// put puts a mark into its slot, if it has a serial.
func (w *restartWindow) put(m *restartMark) {
	if m.serial == 0 {
		return
	}
	at := w.slot(m.at)
	i, _ := slices.BinarySearchFunc(w.slots[at], m, inTime)
	w.slots[at] = slices.Insert(w.slots[at], i, m)
	w.n++
}

// take takes a mark out of its slot, if it is there.
func (w *restartWindow) take(m *restartMark) {
	at := w.slot(m.at)
	if i, found := slices.BinarySearchFunc(w.slots[at], m, inTime); found {
		w.n--
		if w.slots[at] = slices.Delete(w.slots[at], i, i+1); len(w.slots[at]) == 0 {
			delete(w.slots, at)
		}
	}
}

func inTime(a, b *restartMark) int {
	return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.serial, b.serial))
}

// slot is the slot of a time.
func (w *restartWindow) slot(at time.Time) int64 {
	if w.period < 0 {
		return 0
	}
	d, width := at.Sub(w.base), w.width()
	if d%width < 0 {
		return int64(d/width) - 1
	}
	return int64(d / width)
}

// width is how long a slot is.
func (w *restartWindow) width() time.Duration { return max(1, w.period/perPeriod) }

// apart reports whether two times lie further apart than the period.
func (w *restartWindow) apart(earlier, later time.Time) bool {
	return w.period >= 0 && later.Sub(earlier) > w.period
}
