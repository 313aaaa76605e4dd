package supervise

import (
	"fmt"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// This is what follows when a run ends that nobody asked to stop. Under OneForOne a child is
// restarted alone. Otherwise it is restarted with a set: under RestForOne the child and all behind
// it, under OneForAll all children. In this example the children are a, b, c and d, the strategy is
// RestForOne, with a backoff of a second, and b fails:
//
//	call        then the phase is
//	restartSet  clearing  from is b, so the set is b, c and d; stopAt is d
//	stopNext    clearing  d is asked to stop, and c when d has ended. That is all: b has ended
//	                      already, and a is not in the set
//	cleared     resting   until due, a second after b's failure; not at all when that is past
//	reopen      open      next is b, and there is no set any more
//	startNext   open      b, c and d start, in order
//
// What may happen before they start:
//
//	c fails, or ends     if its type or Decide restarts it, then with the set, and as no second restart
//	a fails              from is a: clearing goes on to the front, and due is the later of the two
//	b is removed         from is c: the others are restarted anyway
//	e is added           it comes last, so it is of the set, and starts in its turn
//	close                there is no set any more; all are stopped
//
// If a child fails when the set has begun to start, that is a new restart. Those that have not
// started yet are behind it, and so in its set.

// endedByItself handles the end of a run that nobody asked to stop, and that failed with err unless
// err is nil. It does what Decide or the child's type says, and then what the strategy says.
func (k *keeper) endedByItself(c *supervisedChild, err error, uptime time.Duration) {
	said := ByType
	defer func() { k.follow(c, err, uptime, said) }() // also when Decide ends the goroutine
	if err != nil {
		said = k.decide(c, err)
	}
}

// follow carries out the directive said about the end of a run.
func (k *keeper) follow(c *supervisedChild, err error, uptime time.Duration, said Directive) {
	again := c.Restart.revives(err != nil)
	switch said {
	case Restart:
		again = true
	case Stop:
		again = false
	case Ignore:
		again = c.Restart.revives(false)
	case Escalate:
		if k.phase != closing {
			k.giveUp(c, err)
		}
		return
	}
	switch {
	case c.removed || k.phase == closing:
		// Decide saw to it.
	case !again:
		k.leave(c)
	case k.inSet(c):
		// It was about to be restarted for the sake of another, and is.
		c.state = ChildWaiting
	default:
		k.restart(c, err, uptime)
	}
}

// decide returns what Decide says. That is ByType when there is no Decide, it panics, or its answer
// is unknown.
func (k *keeper) decide(c *supervisedChild, err error) (d Directive) {
	if k.conf.Decide == nil {
		return ByType
	}
	k.guard("Decide", func() { d = k.conf.Decide(c.Name, err) })
	if err := checkKnown("directive", d, Escalate); err != nil {
		k.loop.Report(tasks.Report{Message: wrongAnswer(k.conf.Name, c.Name), Err: err})
		return ByType
	}
	return d
}

func wrongAnswer(supervisor, child string) string {
	return fmt.Sprintf("Decide of supervisor %q gave a wrong answer about %q", supervisor, child)
}

// leave handles a child that has ended and is not started again.
func (k *keeper) leave(c *supervisedChild) {
	if c.Restart == Temporary {
		k.forget(c)
		return
	}
	k.awaitNoMore(c)
	c.giveUpAddress()
}

// restart sees to it that c, which has ended, is started again, together with the siblings that the
// strategy says.
func (k *keeper) restart(c *supervisedChild, err error, uptime time.Duration) {
	random := 0.0  // no jitter, should Rand not return
	defer func() { // also when Rand ends the goroutine
		if c.removed || k.phase == closing {
			return // Rand saw to it
		}
		k.restartAfter(c, c.failures.next(&k.conf.Backoff, random, uptime, k.restarts.period), err)
	}()
	if k.conf.Backoff.jittered() {
		k.guard("Backoff.Rand", func() { random = k.conf.Backoff.random(k.loop) })
	}
}

// restartAfter is restart with a delay, which the strategy may lengthen.
func (k *keeper) restartAfter(c *supervisedChild, delay time.Duration, err error) {
	now := k.loop.Now()
	mark, ok := k.restarts.admit(now, now.Add(delay))
	switch {
	case !ok:
		k.giveUp(c, err)
	case k.conf.Strategy == OneForOne:
		k.restartAlone(c, delay, mark)
	default:
		k.restartSet(c, now.Add(delay), mark)
	}
}

// restartAlone begins c's own backoff.
func (k *keeper) restartAlone(c *supervisedChild, delay time.Duration, mark *restartMark) {
	c.state, c.mark = ChildDelayed, mark
	mark.waits = true
	if delay == 0 {
		k.delayOver(c)
		return
	}
	c.delay = k.loop.CallLater(delay, func() { k.act(func() { k.delayOver(c) }) })
}

// delayOver ends a child's own backoff.
func (k *keeper) delayOver(c *supervisedChild) {
	k.restarts.move(c.mark, k.loop.Now()) // a busy loop may be late
	c.mark.waits = false
	c.mark, c.delay = nil, nil
	k.start(c)
}

// inSet reports whether c is of the set that is restarted together, if there is one.
func (k *keeper) inSet(c *supervisedChild) bool { return k.from != nil && c.serial >= k.from.serial }

// restartSet begins to stop the set of c, which is not in the present set, if there is one. So from
// only moves to the front.
func (k *keeper) restartSet(c *supervisedChild, due time.Time, mark *restartMark) {
	c.state = ChildWaiting
	mark.waits = true
	k.marks = append(k.marks, mark)
	if due.After(k.due) {
		k.due = due
	}
	switch { // what of an earlier set has stopped, or is asked to, is not looked at again
	case k.phase == open:
		k.stopAt = k.last
	case k.phase == resting && k.from != nil:
		k.stopAt = k.from
	case k.phase == resting:
		k.stopAt = k.last
	}
	k.from = c
	if k.conf.Strategy == OneForAll {
		k.from = k.first
	}
	cancelTimer(&k.rest)
	k.phase, k.next, k.awaited = clearing, nil, nil
}

// cleared begins the backoff of a set when all of it has stopped.
func (k *keeper) cleared() {
	k.phase = resting
	if wait := k.due.Sub(k.loop.Now()); wait > 0 {
		k.rest = k.loop.CallLater(wait, func() { k.act(k.reopen) })
		return
	}
	k.reopen()
}

// reopen starts the set again, in order.
func (k *keeper) reopen() {
	now := k.loop.Now()
	for _, m := range k.marks {
		k.restarts.move(m, now) // the stops may have taken longer than the backoff
		m.waits = false
	}
	if k.from != nil {
		k.next = k.from
	}
	cancelTimer(&k.rest)
	k.phase, k.marks, k.from, k.due = open, nil, nil, time.Time{}
}

// giveUp ends the supervisor because of c.
func (k *keeper) giveUp(c *supervisedChild, err error) {
	k.gaveUp = &GaveUpError{Supervisor: k.conf.Name, Child: c.Name, Restarts: c.runs - 1, Err: err}
	k.tell(GaveUp{k.about(c), err})
	k.close()
}
