package actor

import "time"

// closing is the supervisor of what a shutdown waits for: first the tasks, then a round for
// nothing, then a round with the threads.
type closing struct {
	Supervisor
	loop   *Loop
	tasks  []*Fiber
	ended  Completion    // the tasks have
	idle   Completion    // the threads have ended
	rounds [2]Completion // behind the tasks: see makeRound
	gaveUp bool
	looks  bool // whether it waits in vain
}

// makeRound drives the loop until r has ended, to which begin sees in the next pass: it makes
// two passes at least. asyncio waits so for its generators and for its thread pool, even if
// there are none, and what is queued meanwhile has its turn. It makes a round once: a Goexit
// in it begins the rest of the course anew.
func (c *closing) makeRound(r *Completion, begin func()) error {
	if r.Finished() || c.gaveUp {
		return nil
	}
	c.loop.CallSoon(begin)
	return c.loop.runUntil(r)
}

// letRound is makeRound for a loop that drives itself: behind the round it calls then.
func (c *closing) letRound(r *Completion, begin, then func()) {
	if c.gaveUp {
		then()
		return
	}
	c.loop.CallSoon(begin)
	c.loop.Until(r, then)
}

// endRound ends a round in which there is nothing to do.
func (c *closing) endRound() { c.rounds[0].Settle(nil) }

// endThreads ends a round with the threads, those that a task has started in the one before
// among them.
func (c *closing) endThreads() {
	end := func() { c.rounds[1].Settle(nil) }
	if c.awaitThreads() {
		c.idle.OnDone(end)
	} else {
		end()
	}
}

// giveUp ends all waiting.
func (c *closing) giveUp() {
	c.gaveUp = true
	c.ended.Settle(nil)
	c.idle.Settle(nil)
}

// ChildDone ends the wait for the tasks with the last of them.
func (c *closing) ChildDone(*Child) {
	if c.Left() == 0 {
		c.ended.Settle(nil)
	}
}

// limit settles what is waited for when the loop's limit is over.
func (c *closing) limit(of *Completion) {
	if c.loop.shutdownLimit > 0 && !of.Finished() {
		timeout := c.loop.CallLater(c.loop.shutdownLimit, func() { of.Settle(nil) })
		of.OnDone(timeout.Cancel)
	}
}

// reportFailed reports the tasks that have failed instead of ending as canceled.
func (c *closing) reportFailed() {
	for len(c.tasks) > 0 {
		f := c.tasks[0]
		c.tasks = c.tasks[1:]
		if f.Finished() && !f.Canceled() && f.err != nil {
			err := f.Outcome()
			c.loop.Report(Report{Message: "a task failed while its loop was shut down", Err: err, Task: f.Name(), Vars: f.locals})
		}
	}
}

// awaitThreads begins the last part of the course, and reports whether there is something
// to wait for.
func (c *closing) awaitThreads() bool {
	if c.loop.held.threads == 0 || c.gaveUp {
		return false
	}
	c.loop.held.idle = &c.idle
	c.limit(&c.idle)
	return true
}

// waitInVain is called each time that a shutdown can go on only by what somebody posts. It
// gives up when that does not come for as long as the grace. To look wakes the loop: two
// that look in turn would each take the other for news, for ever.
func (c *closing) waitInVain() {
	if c.gaveUp || c.looks {
		return
	}
	c.looks = true
	l := c.loop
	passes := l.watchdog.passes.Load()
	time.AfterFunc(grace, func() {
		_ = l.Post(func() {
			c.looks = false
			// This call has two on its own account: begin and startPass count.
			woken := l.watchdog.passes.Load() - passes
			if d, _ := l.untilTimer(); woken <= 2 && l.ready.empty() && l.stuck(d) {
				l.down.stuck = l.deadlock()
				c.giveUp()
			}
		})
	})
}
