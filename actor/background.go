package actor

import (
	"context"

	proto "github.com/asynkron/protoactor-go/actor"
)

// Start lets the loop drive itself as a protoactor actor: it takes a goroutine
// from the actor's dispatcher while it has work, and none when it has not. The
// actor's mailbox is the loop's inbox. Stopping the actor shuts the loop down,
// as [Loop.Shutdown] does. It returns the actor's address.
func (l *Loop) Start() (*proto.PID, error) {
	if !l.seat.CompareAndSwap(seatEmpty, seatBackground) {
		if l.Closed() {
			return nil, ErrLoopClosed
		}
		return nil, ErrLoopRunning
	}
	l.watchdog.on = true
	if l.alarm != nil {
		l.alarm.Stop()
		l.alarm = nil // it served RunUntil
	}
	props := proto.PropsFromFunc(l.receive,
		proto.WithMailbox(func() proto.Mailbox { return l.box }),
		proto.WithDispatcher(bursts{}))
	l.dispatcher = bursts{}
	l.box = &mailbox{loop: l}
	pid := l.System().Root.Spawn(props)
	l.asleep.Store(backgroundSleeps) // not before: the loop may shut at once, and its actor with it
	l.wakeUp()                       // what was posted before
	return pid, nil
}

// receive is the loop's own actor. Work reaches the loop as envelopes; only the
// actor's life is handled here.
func (l *Loop) receive(c proto.Context) {
	switch c.Message().(type) {
	case *proto.Stopping:
		go func() { _ = l.Shutdown(context.Background()) }()
	}
}

// bursts is the dispatcher of background loops: a goroutine for each stretch of
// work, which lasts as long as there is any.
type bursts struct{}

func (bursts) Schedule(fn func()) { go fn() }
func (bursts) Throughput() int    { return 300 }

// Schedule implements protoactor's Dispatcher: an actor with
// proto.WithDispatcher(loop) runs on the loop, one at a time with the loop's
// tasks. Any goroutine may call it.
func (l *Loop) Schedule(fn func()) { _ = l.Post(fn) }

// Throughput implements protoactor's Dispatcher. Protoactor only yields its
// goroutine after so many messages, so an actor whose mailbox never empties keeps
// the loop to itself: give such an actor the loop's [Loop.Mailbox] instead.
func (l *Loop) Throughput() int { return 16 }
