package actor

import "time"

// When idle coroutines and spare activations are given back: each time that the driver rests
// (tidy), and in a loop that never rests once a second while there are more than it needs
// (tidyBusy). Coroutines whose body has ended the goroutine are ended before a drive begins, when
// there are many of them (crowded).

// tidy gives back coroutines and activations that nobody needs, before the driver rests for d.
// It returns for how long the driver may rest before it looks at them again. Under a virtual
// clock that is d: the clock jumps when a rest is over, see rested.
func (l *Loop) tidy(d int64) int64 {
	coroutines := 0
	if l.exchange != nil {
		if l.exchange.Trim() && !l.clock.virtual {
			d = min(d, int64(time.Second))
		}
		coroutines = l.exchange.Alive()
	}
	l.activations.cut(max(coroutines, spareActivations))
	return d
}

// tidyLater makes the driver look at idle coroutines in a second, and again while there may be more
// to end: a busy loop may never rest, and so never tidy. Under a virtual clock it does nothing,
// since nothing may come in that is not part of the run.
func (l *Loop) tidyLater() {
	if !l.clock.virtual {
		time.AfterFunc(time.Second, func() { _ = l.Post(func() { l.atPassEnd(l.tidyBusy) }) })
	}
}

func (l *Loop) tidyBusy() {
	if l.exchange.Watched = l.exchange.Trim(); l.exchange.Watched {
		l.tidyLater()
	}
	l.activations.cut(max(l.exchange.Alive(), spareActivations))
}

// crowded reports whether so many coroutines are dying that they must be ended now: a busy
// loop may never rest, and so never tidy.
func (l *Loop) crowded() bool { return l.exchange != nil && l.exchange.Dying() > 64 }

// endCoroutines ends the coroutines that are left when all fibers have been unwound.
func (l *Loop) endCoroutines() {
	if l.exchange != nil {
		l.exchange.Close()
	} else {
		l.plain.Close()
	}
}
