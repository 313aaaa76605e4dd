package actor

import (
	"context"
	"fmt"
	"math"
	"runtime/pprof"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/goexit"
)

// Start makes the loop drive itself, as a protoactor actor, and returns the actor's address. The
// loop then has a goroutine only while it has work. The actor's mailbox is the loop's inbox.
// Stopping the actor shuts the loop down, as [Loop.Shutdown] does, and whoever watches the actor is
// told when the loop has closed. Start fails with ErrLoopRunning when the loop is driven already,
// and with ErrLoopClosed. Any goroutine may call it. asyncio: loop.run_forever.
func (l *Loop) Start() (*proto.PID, error) {
	if !l.seat.CompareAndSwap(seatEmpty, seatBackground) {
		if l.Closed() {
			return nil, ErrLoopClosed
		}
		return nil, fmt.Errorf("Start of a loop that somebody drives already: %w", ErrLoopRunning)
	}
	l.down.why = nil // it goes on
	l.watchdog.on = true
	if l.restTimer != nil {
		l.restTimer.Stop()
		l.restTimer = nil // it served RunUntil
	}
	l.box = &mailbox{loop: l, own: true} // it ignores the actor's dispatcher
	var pid *proto.PID
	goexit.Guard(func() {
		pid = l.System().Root.Spawn(proto.PropsFromFunc(l.returnLetter, proto.WithMailbox(func() proto.Mailbox { return l.box })))
	}, func() { // a panic or a Goexit of the system, or of its middleware
		l.box = nil
		l.seat.Store(seatEmpty)
	})
	l.asleep.Store(backgroundSleeps) // not before: the loop may shut at once, and its actor with it
	l.wakeUp()                       // what was posted before
	return pid, nil
}

// returnLetter makes a message to the loop's own actor a dead letter, since nobody has a use for
// it.
func (l *Loop) returnLetter(c proto.Context) {
	switch msg := c.Message().(type) {
	case proto.SystemMessage, proto.AutoReceiveMessage: // about the actor's life
	default:
		l.sendGuarded(func() {
			c.ActorSystem().DeadLetter.SendUserMessage(c.Self(), &proto.MessageEnvelope{Message: msg, Sender: c.Sender()})
		})
	}
}

// driveInBackground makes passes until there is nothing to do, and ends its goroutine. When a step
// ends the goroutine (Goexit), another one goes on.
func (l *Loop) driveInBackground() {
	pprof.SetGoroutineLabels(context.Background()) // not the waker's: the coroutines would keep them
	rested := false
	defer func() { // apart from the other, whose report may end the goroutine
		if !rested && l.seat.Load() == seatBackground {
			go l.driveInBackground()
		}
	}()
	defer func() {
		if v := recover(); v != nil { // a Receiver, a Policy, a hook
			l.current = nil
			l.Report(Report{Message: stepPanicked, Err: NewPanicError(v)})
		}
	}()
	if l.restTimer != nil {
		l.restTimer.Stop()
	}
	l.takeOver()
	l.runPass()
	for {
		if l.Closed() || l.idle() && l.rest() {
			rested = true
			return
		}
		l.startPass()
		l.runPass()
	}
}

// rest prepares a background loop for having no goroutine. It reports whether the driver's
// goroutine is to end; false means that there is work after all.
func (l *Loop) rest() bool {
	d := l.untilWorkIsDue()
	if d == 0 {
		return false
	}
	d = l.tidy(d)
	l.watchdog.rest()
	if c := l.down.closing; c != nil && l.stuck() {
		c.waitInVain()
	}
	if d != math.MaxInt64 {
		l.setRestTimer(time.Duration(d))
	} else if l.onDeadlock != nil && l.fibers.n > 0 && l.stuck() {
		l.tellDeadlock()
	}
	id := l.setHolder(0)
	l.asleep.Store(backgroundSleeps)
	if l.inbox.full.Load() && l.asleep.CompareAndSwap(backgroundSleeps, awake) {
		l.setHolder(id)
		l.watchdog.begin(l)
		return false
	}
	return true
}

// setRestTimer sets the timer that wakes a background loop after d. The timer goes through the
// inbox, since it may fire before asleep is set. Under a virtual clock it also makes the clock
// jump: see rested.
func (l *Loop) setRestTimer(d time.Duration) {
	if l.restTimer == nil {
		l.restTimer = time.AfterFunc(d, func() { _ = l.Post(l.rested) })
		return
	}
	l.restTimer.Reset(d)
}
