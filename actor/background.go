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

// mailbox makes a loop's inbox the mailbox of a protoactor actor, so that the
// actor's messages are entries of the loop's one queue: in order with everything
// else that is posted, and one at a time with everything that runs there. A
// handler that ends its goroutine (Goexit) ends one step, and not the mailbox.
type mailbox struct {
	loop      *Loop
	invoker   proto.MessageInvoker
	waiting   []any // user messages, while suspended by a supervisor
	suspended bool
}

func (m *mailbox) RegisterHandlers(invoker proto.MessageInvoker, _ proto.Dispatcher) {
	m.invoker = invoker
}

func (m *mailbox) Start()                    {}
func (m *mailbox) UserMessageCount() int     { return 0 }
func (m *mailbox) PostSystemMessage(msg any) { _ = m.loop.Post(func() { m.onSystem(msg) }) }

// PostUserMessage queues a message, behind those that it holds if it is a batch.
func (m *mailbox) PostUserMessage(msg any) {
	inner := msg
	if env, ok := msg.(*proto.MessageEnvelope); ok {
		inner = env.Message
	}
	if batch, ok := inner.(proto.MessageBatch); ok {
		for _, one := range batch.GetMessages() {
			m.PostUserMessage(one)
		}
	}
	_ = m.loop.Post(func() { m.onUser(msg) })
}

func (m *mailbox) escalate(message any) {
	if v := recover(); v != nil {
		m.suspended = true // until the supervisor has decided
		m.invoker.EscalateFailure(v, message)
	}
}

func (m *mailbox) onUser(msg any) {
	if len(m.waiting) == 0 && !m.suspended {
		m.invoke(msg)
		return
	}
	m.waiting = append(m.waiting, msg)
	m.work()
}

// work hands out what waits, in order. A handler may have broken that off by a Goexit.
func (m *mailbox) work() {
	for len(m.waiting) > 0 && !m.suspended {
		next := m.waiting[0]
		m.waiting[0] = nil
		m.waiting = m.waiting[1:]
		m.invoke(next)
	}
}

func (m *mailbox) invoke(msg any) {
	returned := false
	defer func() {
		if !returned && len(m.waiting) > 0 {
			_ = m.loop.Post(m.work)
		}
	}()
	defer m.escalate(msg)
	m.invoker.InvokeUserMessage(msg)
	returned = true
}

func (m *mailbox) onSystem(msg any) {
	switch msg.(type) {
	case *proto.SuspendMailbox:
		m.suspended = true
	case *proto.ResumeMailbox:
		m.suspended = false
		m.work()
	default:
		defer m.escalate(msg)
		m.invoker.InvokeSystemMessage(msg)
	}
}

// stop ends the actor when its loop has shut, so that who watches it learns.
func (m *mailbox) stop() {
	if m.invoker != nil {
		m.invoker.InvokeSystemMessage(&proto.Stop{})
	}
}

// Mailbox is a mailbox for a protoactor actor, for proto.WithMailbox: each
// message that the actor gets is an entry of the loop's queue.
func (l *Loop) Mailbox() proto.Mailbox { return &mailbox{loop: l} }

// Schedule implements protoactor's Dispatcher: an actor with
// proto.WithDispatcher(loop) runs on the loop, one at a time with the loop's
// tasks. Any goroutine may call it.
func (l *Loop) Schedule(fn func()) { _ = l.Post(fn) }

// Throughput implements protoactor's Dispatcher. Protoactor only yields its
// goroutine after so many messages, so an actor whose mailbox never empties keeps
// the loop to itself: give such an actor the loop's [Loop.Mailbox] instead.
func (l *Loop) Throughput() int { return 16 }
