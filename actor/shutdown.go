package actor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/actorloom/actorloom/internal/goexit"
)

// The course of a shutdown; closing.go has the parts that wait:
//
//	tasks     every task is canceled, in the order of creation, and waited for
//	round     two passes are made for what is queued, as asyncio makes them
//	threads   the threads that tasks started are waited for, in two passes or more
//	unwound   tasks that are still suspended run their deferred calls
//	shut      posts are refused, the watchers of the loop's end are told
//
// Each wait, for tasks and then for threads, ends after the loop's limit at the latest. A
// ShutdownError names what is left then.
type shutdown struct {
	closing *closing    // of a background loop; the driver's
	begun   bool        // tasks from outside are refused; the driver's
	unwinds bool        // nothing that waits goes on; the driver's
	long    *time.Timer // tells who keeps it waiting; the driver's
	gone    ShutdownError
	stuck   error // a DeadlockError; of a background loop
	why     error // a DeadlockError, if the last RunUntil ended with one and Start was not called since
	err     error // what Shutdown returns; any goroutine may read it once ended is closed

	mu    sync.Mutex    // guards ended
	ended chan struct{} // made by the first who asks
}

// done is closed when the loop has shut.
func (d *shutdown) done() chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended == nil {
		d.ended = make(chan struct{})
	}
	return d.ended
}

// finish closes done.
func (d *shutdown) finish() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended == nil {
		d.ended = closedChannel
	} else {
		close(d.ended)
	}
}

// Shutdown ends the loop: it cancels every task, waits for them and for their
// threads, and refuses what is posted later. When the tasks have ended it makes two more
// passes, and two or more for the threads, in which callbacks are still called. A loop that
// nobody drives is driven by the caller; a background loop closes itself, and the caller waits.
//
// When ctx ends, or the loop's limit is over, it gives up on what is left, and returns a
// [ShutdownError] that names it. If a body then keeps a background loop busy for two seconds after
// the end of ctx, it returns an error that wraps ctx's cause, and the loop closes when the body
// lets it.
//
// It fails with ErrNilContext when ctx is nil, and with ErrLoopRunning while RunUntil or another
// Shutdown drives the loop. It also fails with ErrLoopRunning when ctx is that of a task of this
// loop: Shutdown would wait for that task, and the task for Shutdown; use BeginShutdown there. When
// such a task gives another context, only debug mode finds that. When a thread calls it for which
// such a task waits, nothing finds that: there, Post BeginShutdown. It blocks. Any goroutine may
// call it. asyncio: Runner.close.
func (l *Loop) Shutdown(ctx context.Context) error {
	if ctx == nil { // before it has the seat, which a panic would not give back
		return ErrNilContext
	}
	if !l.seat.CompareAndSwap(seatEmpty, seatForeground) { // so that nobody else drives it
		switch l.seat.Load() {
		case seatShut:
			return nil
		case seatBackground, seatBackgroundEnds:
			return l.shutdownFromOutside(ctx)
		}
		return fmt.Errorf("Shutdown or Close while somebody drives the loop, let that end first, as Run does by itself: %w", ErrLoopRunning)
	}
	begun := false
	defer func() {
		if !begun { // an owner's Cancel has ended the goroutine
			l.seat.CompareAndSwap(seatForeground, seatEmpty)
		}
	}()
	c := l.newClosing()
	c.cancelTasks()
	begun = true
	if ctx.Done() != nil {
		stop := context.AfterFunc(ctx, func() { _ = l.Post(c.giveUp) })
		defer stop()
	}
	if err := l.driveShutdown(c); err != nil {
		return err
	}
	return l.down.err
}

// driveShutdown takes a loop that nobody drives through the course. When a task ends the
// goroutine (Goexit), the rest of the course is made in a deferred call, before the caller's
// goroutine has ended.
func (l *Loop) driveShutdown(c *closing) (err error) {
	goexit.Guard(func() {
		if len(c.tasks) > 0 {
			err = l.runUntil(&c.ended)
		}
		if err == nil {
			c.reportFailed()
			err = c.makeRound(&c.rounds[0], c.endRound)
		}
		if err == nil {
			err = c.makeRound(&c.rounds[1], c.endThreads)
		}
	}, func() { _ = l.driveShutdown(c) })
	l.finishShutdown()
	return err
}

// shutdownFromOutside asks a background loop to shut, and waits until it has. When ctx has ended
// and a body still does not give control back, it waits no longer.
func (l *Loop) shutdownFromOutside(ctx context.Context) error {
	if f := Of(ctx); f != nil && f.loop == l || l.DrivenHere() {
		return fmt.Errorf("Shutdown waits for the loop's tasks, and so for itself; BeginShutdown does not: %w", ErrLoopRunning)
	}
	_ = l.Post(l.BeginShutdown) // refused: it has shut in between
	select {
	case <-l.Done():
		return l.down.err
	case <-ctx.Done():
	}
	_ = l.Post(func() { l.down.closing.giveUp() })
	select {
	case <-l.Done():
		return l.down.err
	case <-time.After(stuckAfter):
		return fmt.Errorf("the loop did not shut, a body keeps it busy: %w", context.Cause(ctx))
	}
}

// refuse makes the loop count as closed: nothing can begin any more, while the shutdown goes on.
func (l *Loop) refuse() {
	l.seat.CompareAndSwap(seatForeground, seatForegroundEnds)
	l.seat.CompareAndSwap(seatBackground, seatBackgroundEnds)
}

// BeginShutdown is Shutdown for a loop that drives itself, from one of its own
// tasks or callbacks: it cancels all tasks at once, returns, and the loop closes
// when they have ended. On any other loop it does nothing. It never suspends.
func (l *Loop) BeginShutdown() {
	if l.down.closing == nil && l.seat.Load() == seatBackground {
		l.down.closing = l.newClosing()
		l.down.closing.begin()
	}
}

// finishShutdown makes the rest of the course, when the last pass is over. When a handler of
// reports ends the goroutine (Goexit), a deferred call goes on with what comes after that report.
func (l *Loop) finishShutdown() {
	goexit.Guard(l.endAll, func() {
		l.refuse() // a handler that makes a task each time would never end
		l.finishShutdown()
	})
}

// endAll is finishShutdown, up to the first handler that ends the goroutine. It is then called
// again, so each step must tolerate what it has ended already.
func (l *Loop) endAll() {
	l.abandonAll()
	l.refuse()
	l.waitNoMore()
	l.closeDoors()
	l.dropReady() // what was ready, and what the inbox had
	l.leaveThreads()
	l.giveBack()
	l.dropReady() // what the owners of threads have ended, on being told that these are left
	l.suspects.reportAll()
	l.dropReady() // what handlers of reports have ended
	l.stopActors()
	l.shut()
}

// waitNoMore ends all timers, and the wait for tasks and threads. A reference to the loop must not
// keep alive the tasks that it has given up on, nor what timers call.
func (l *Loop) waitNoMore() {
	if l.restTimer != nil {
		l.restTimer.Stop()
	}
	l.lookout.stop()
	if l.down.long != nil {
		l.down.long.Stop()
		l.down.long = nil
	}
	l.down.closing, l.held.idle = nil, nil
	for l.timers.Len() > 0 {
		c := l.timers.Pop()
		c.ticket, c.call = 0, nil
	}
}

// closeDoors lets nothing in any more: no answer, no post. What was posted before becomes ready.
func (l *Loop) closeDoors() {
	l.desk.refuse()
	l.late.begin()
	for _, e := range l.inbox.close() {
		l.ready.push(e)
	}
}

// giveBack forgets the addresses of tasks that have ended, and ends the watchdog and the coroutines
// that are left. It lets go of the spare activations, since whoever keeps the loop, as each of its
// tasks does, is not to keep those. The few spare children and values of PerLoop stay.
func (l *Loop) giveBack() {
	l.remembered.close()
	l.fns = nil
	l.watchdog.stop()
	l.endCoroutines()
	l.activations.cut(0)
}

// stopActors stops the actor that drives a background loop, and gives the mailboxes of protoactor's
// actors on the loop to a goroutine of their own.
func (l *Loop) stopActors() {
	if box := l.box; box != nil {
		l.box = nil
		box.stop()
	}
	if boxes := l.waitingBoxes.all; boxes != nil { // otherwise a Goexit has led here again, and late's goroutine reads it
		l.waitingBoxes = bag[*mailbox]{}
		for _, m := range boxes { // what waits there, for a restart or for Started, must wait no longer
			l.late.add(l, &parcel{box: m, msg: workOn{}, system: true}, false)
		}
	}
	l.late.end(l)
}

// shut settles what Shutdown returns, and says that the loop has ended.
func (l *Loop) shut() {
	if gone := &l.down.gone; len(gone.Tasks)+len(gone.Threads) > 0 {
		l.down.err = gone
	}
	if l.down.stuck != nil {
		l.down.err = l.down.stuck
	}
	l.setHolder(0)         // a background loop gives its goroutine back here, for good
	l.seat.Store(seatShut) // not before: whoever sees it does not wait for the end
	l.down.finish()
}

// dropReady empties the ready queue, and tells each receiver in it that is droppable that the loop
// closes first.
func (l *Loop) dropReady() {
	for !l.ready.empty() { // a Goexit may have left some, besides what came late
		if l.ready.todo() == 0 {
			l.ready.begin()
		}
		e := *l.ready.front()
		l.ready.drop()
		if d, ok := e.to.(droppable); ok {
			d.Dropped()
		}
	}
}

// Done is a channel that is closed when the loop has ended, after [Loop.Closed]. Any
// goroutine may call it.
func (l *Loop) Done() <-chan struct{} {
	if l.seat.Load() == seatShut {
		return closedChannel // of a zero Loop, too
	}
	return l.down.done()
}
