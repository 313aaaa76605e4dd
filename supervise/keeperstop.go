package supervise

// close ends the supervisor: no child is started any more, all are stopped.
func (k *keeper) close() {
	if k.phase >= closing {
		return
	}
	cancelTimer(&k.rest)
	k.phase, k.stopAt, k.next, k.awaited, k.from = closing, k.last, nil, nil, nil
	k.beginReport()
}

// beginReport starts the report with the children that do not run, and the abandoned runs, for which
// nobody waits.
func (k *keeper) beginReport() {
	k.report = &ShutdownReport{Supervisor: k.conf.Name}
	if k.loop != nil {
		k.closeAt = k.loop.Now()
	}
	for _, r := range k.abandoned {
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

// stopNext goes on with stopping children in the reverse order, and reports whether
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

// afterStop handles a child that was asked to stop and has ended, or was abandoned, while its
// supervisor goes on.
func (k *keeper) afterStop(c *supervisedChild) {
	switch {
	case c.removed:
		k.forget(c)
	case c.Restart == Temporary:
		k.leave(c)
	default:
		c.state = ChildWaiting // its set is restarted
	}
}
