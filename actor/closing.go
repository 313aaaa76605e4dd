package actor

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/actorloom/actorloom/internal/goexit"
)

// closing is what a shutdown waits for. It supervises the tasks. Its completions end in this
// order:
//
//	ended      the tasks have ended; or the limit is over, or giveUp
//	rounds[0]  two passes have been made, for what is queued
//	idle       the threads have ended, if there are any; or the limit is over, or giveUp
//	rounds[1]  idle, if there are threads, and two passes; without any, two or four: see endThreads
//
// When it has given up, rounds that have not begun are left out.
type closing struct {
	Supervisor
	loop       *Loop
	uncanceled []*Fiber // those that cancelTasks has still to cancel
	tasks      []*Fiber // those that reportFailed has still to look at
	ended      Completion
	idle       Completion
	rounds     [2]Completion
	gaveUp     bool
	looking    bool // it checks whether it waits in vain: see waitInVain
}

// newClosing begins a shutdown of the tasks that there are now.
func (l *Loop) newClosing() *closing {
	l.down.begun = true
	c := &closing{loop: l, tasks: l.Fibers()}
	c.uncanceled = c.tasks
	c.ended.Init(l, nil)
	c.idle.Init(l, nil)
	for i := range c.rounds {
		c.rounds[i].Init(l, nil)
	}
	return c
}

// cancelTasks cancels all tasks, and supervises them. After a deadlock, the message of each request
// tells of it: when a task then ends the goroutine, as a failed test does, the caller of Run is not
// told. When an owner's Cancel ends the goroutine, the next call goes on with the next task.
func (c *closing) cancelTasks() {
	why := ""
	if c.loop.down.why != nil {
		why = c.loop.down.why.Error()
	}
	for len(c.uncanceled) > 0 {
		f := c.uncanceled[0]
		c.uncanceled = c.uncanceled[1:]
		f.CancelAnew(why) // a new request, even when an owner that is asked to end shuts the loop
	}
	c.uncanceled = nil
	c.Supervise(c.loop, c)
	for _, f := range c.tasks {
		c.Adopt(&f.Completion)
	}
	if len(c.tasks) == 0 {
		c.ended.Settle(nil)
	}
	c.limit(&c.ended)
	if !c.ended.Finished() {
		c.ifLong(c.tellTasks)
	}
}

// longShutdown is how long, in real time, a shutdown waits for tasks, and then for threads, before
// it says so. Most often a task has dropped the error of an await, or a thread does not look at its
// context.
const longShutdown = 5 * time.Second

// ifLong makes the loop call tell after longShutdown, to report what the shutdown waits for.
func (c *closing) ifLong(tell func()) {
	if before := c.loop.down.long; before != nil {
		before.Stop()
	}
	c.loop.down.long = time.AfterFunc(longShutdown, func() { _ = c.loop.Post(tell) })
}

// tellTasks reports the tasks for which the shutdown waits: the first few of them.
func (c *closing) tellTasks() {
	var who []string
	for child := c.First(); child != nil && len(who) <= mostTold; child = child.Next() {
		if f := child.Of().fiber(); !f.Finished() {
			who = append(who, fmt.Sprintf("%q waits for %s", f.Name(), cmp.Or(f.Awaiting(), "its turn")))
		}
	}
	if len(who) > 0 {
		c.loop.Report(Report{Message: "a shutdown waits for tasks that were canceled and go on: they refuse it, or drop the error of an await: " +
			firstFew(who)})
	}
}

// tellThreads is tellTasks for the threads.
func (c *closing) tellThreads() {
	if who := c.loop.held.names(); len(who) > 0 {
		c.loop.Report(Report{Message: "a shutdown waits for threads that go on: " + firstFew(who)})
	}
}

// mostTold is how many of those for which it waits a shutdown names.
const mostTold = 5

func firstFew(who []string) string {
	if len(who) > mostTold {
		who = append(who[:mostTold], "…")
	}
	return strings.Join(who, ", ")
}

// begin takes a loop that drives itself through the course of the shutdown.
func (c *closing) begin() {
	c.orAtPassEnd(c.begin, c.cancelTasks)
	if len(c.tasks) == 0 {
		c.loop.atPassEnd(c.finish)
	} else {
		c.loop.Until(&c.ended, c.finish)
	}
}

// finish is the course after the end of the tasks.
func (c *closing) finish() {
	c.orAtPassEnd(c.finish, c.reportFailed)
	c.letRound(&c.rounds[0], c.endRound, func() {
		c.letRound(&c.rounds[1], c.endThreads, c.loop.finishShutdown)
	})
}

// orAtPassEnd calls fn. When fn ends the goroutine (Goexit), the next driver calls the function
// again at the end of the pass.
func (c *closing) orAtPassEnd(again, fn func()) {
	goexit.Guard(fn, func() { c.loop.atPassEnd(again) })
}

// makeRound drives the loop until r has ended. begin, which is called in the next pass, has to end
// r, then or later, so a round is at least two passes, in which what is queued has its turn.
// asyncio waits like this for its generators and for its thread pool, even if there are none. When
// a Goexit makes driveShutdown begin again, a round that has ended is not repeated.
func (c *closing) makeRound(r *Completion, begin func()) error {
	if r.Finished() || c.gaveUp {
		return nil
	}
	c.loop.CallSoon(begin)
	return c.loop.runUntil(r)
}

// letRound is makeRound for a loop that drives itself: after the round it calls then.
func (c *closing) letRound(r *Completion, begin, then func()) {
	if c.gaveUp {
		then()
		return
	}
	c.loop.CallSoon(begin)
	c.loop.Until(r, then)
}

// endRound ends the first round, in which there is nothing to wait for.
func (c *closing) endRound() { c.rounds[0].Settle(nil) }

// endThreads ends the second round when the threads have ended, including those that a task has
// started in the first round. From now on no thread can begin. When all threads have ended by
// then, and one was of the default executor, the round is four passes: asyncio's loop waits for a
// thread that ends that executor.
func (c *closing) endThreads() {
	held := &c.loop.held
	held.enough = true
	end := func() { c.rounds[1].Settle(nil) }
	switch {
	case c.gaveUp || held.threads == 0 && !held.pooled:
		end()
		return
	case held.threads == 0:
		c.loop.CallSoon(func() { c.loop.CallSoon(end) })
		return
	}
	held.idle = &c.idle
	c.limit(&c.idle)
	c.ifLong(c.tellThreads)
	c.idle.OnDone(end)
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

// limit settles of, for which the shutdown waits, when the loop's time limit is over.
func (c *closing) limit(of *Completion) {
	if c.loop.shutdownLimit > 0 && !of.Finished() {
		timeout := c.loop.CallLater(c.loop.shutdownLimit, func() { of.Settle(nil) })
		of.OnDone(timeout.Cancel)
	}
}

// reportFailed reports the tasks that have failed instead of ending as canceled. When a report
// ends the goroutine, the next call goes on with the next task.
func (c *closing) reportFailed() {
	for len(c.tasks) > 0 {
		f := c.tasks[0]
		c.tasks = c.tasks[1:]
		if f.Finished() && !f.Canceled() && f.Err() != nil {
			err := f.Outcome()
			c.loop.Report(Report{Message: "a task failed while its loop was shut down", Err: err, Task: f.Name(), Vars: f.Locals()})
		}
	}
	c.tasks = nil // the timer of ifLong may keep c for its five seconds
}

// waitInVain is called each time that only a post can make the shutdown go on. If nothing is posted
// for as long as the grace, the shutdown gives up. Checking that wakes the loop, so there is one
// check at a time: two would take each other for news, for ever.
func (c *closing) waitInVain() {
	if c.gaveUp || c.looking {
		return
	}
	c.looking = true
	l := c.loop
	passes := l.watchdog.passes.Load()
	time.AfterFunc(grace, func() {
		_ = l.Post(func() {
			c.looking = false
			// Two of the passes come from this check itself: watchdog.begin and startPass count.
			woken := l.watchdog.passes.Load() - passes
			if woken <= 2 && l.ready.empty() && l.stuck() {
				l.down.stuck = l.deadlock()
				c.giveUp()
			}
		})
	})
}
