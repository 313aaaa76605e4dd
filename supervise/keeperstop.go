package supervise

import (
	"slices"
	"time"
)

// close ends the supervisor: no kid is started any more, all are stopped.
func (k *keeper) close() {
	if k.phase >= closing {
		return
	}
	cancelTimer(&k.rest)
	k.phase, k.stopAt, k.next, k.awaited, k.from = closing, k.last, nil, nil, nil
	k.beginReport()
}

// beginReport starts the report with those that do not run, or will not be waited
// for.
func (k *keeper) beginReport() {
	k.report = &ShutdownReport{Supervisor: k.conf.Name}
	if k.loop != nil {
		k.closeAt = k.loop.Now()
	}
	for _, r := range k.strays {
		k.report.Abandoned = append(k.report.Abandoned, ChildStop{Child: r.of.Name, Took: r.of.stopLimit()})
	}
	for c := k.first; c != nil; c = c.next {
		if c.run == nil {
			c.endDelay()
			c.state = ChildEnded
			k.report.Idle = append(k.report.Idle, c.Name)
		}
	}
}

// stopNext goes on with stopping kids in the reverse order, and reports whether
// there is more to do at once.
func (k *keeper) stopNext() bool {
	for k.stopAt != nil && (k.phase == closing || k.inSet(k.stopAt)) {
		if r := k.stopAt.run; r != nil {
			k.ask(r)
			return false // its end, or its limit, comes back here
		}
		k.stopAt = k.stopAt.prev
	}
	k.stopAt = nil
	if k.phase == clearing {
		k.cleared()
		return true
	}
	k.phase = closed
	k.report.Took = k.loop.Now().Sub(k.closeAt)
	k.place.wake()
	return false
}

// ask cancels a run, once, and sets its limit. One that has ended needs none: its
// Done is on the way.
func (k *keeper) ask(r *childRun) {
	if r.asked || r.task != nil && r.task.Finished() {
		return
	}
	r.asked = true
	r.askedAt = k.loop.Now()
	r.of.state = ChildStopping
	if r.task != nil {
		r.task.Cancel()
	}
	if limit := r.of.stopLimit(); limit >= 0 {
		r.limit = k.loop.CallLater(limit, func() { k.act(func() { k.abandon(r) }) })
	}
}

// took is the time since the run was asked to stop, zero when it was not.
func (r *childRun) took(now time.Time) time.Duration {
	if !r.asked {
		return 0
	}
	return now.Sub(r.askedAt)
}

// abandon stops waiting for a run whose limit is over. Its end is still watched: it
// may fail.
func (k *keeper) abandon(r *childRun) {
	c := r.of
	if c.run != r || r.task.Finished() {
		return
	}
	r.abandoned = true
	k.strays = append(k.strays, r)
	c.run, c.downSince = nil, k.loop.Now()
	c.state = ChildAbandoned
	k.tell(Abandoned{k.about(c), c.stopLimit()})
	if k.phase == closing {
		k.report.Abandoned = append(k.report.Abandoned, ChildStop{Child: c.Name, Took: c.stopLimit()})
		return
	}
	k.afterStop(c)
}

// afterStop is the course of a kid that was asked to stop, while its supervisor
// goes on.
func (k *keeper) afterStop(c *kid) {
	switch {
	case c.removed:
		k.forget(c)
	case c.Restart == Temporary:
		k.leave(c)
	default:
		c.state = ChildWaiting // its set is restarted
	}
}

func (k *keeper) forgetStray(r *childRun) {
	if i := slices.Index(k.strays, r); i >= 0 {
		k.strays = slices.Delete(k.strays, i, i+1)
	}
}
