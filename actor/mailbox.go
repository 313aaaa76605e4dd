package actor

import (
	"sync"
	"sync/atomic"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/ring"
)

// mailbox makes a loop's inbox the mailbox of a protoactor actor, so that the
// actor's messages are entries of the loop's one queue: in order with everything
// else that is posted, and one at a time with everything that runs there. A
// handler that ends its goroutine (Goexit) ends one step, and not the mailbox.
//
// When the loop has shut, user messages become dead letters. Protoactor's own messages are still
// handled, see late, so that the actor can be watched and stopped.
//
//	state      user messages     entered by                                 left by
//	unborn     wait              Loop.Mailbox; Loop.Start                   the turn of Started (to open)
//	open       are handled       the turn of Started; ResumeMailbox;        SuspendMailbox, a panic of the handler (to suspended); a
//	                             the turn of that Stop                      Stop that comes while the handler runs (to ending); noteStop
//	suspended  wait              SuspendMailbox, already when it is         ResumeMailbox, unless another SuspendMailbox is on its way;
//	                             posted; a panic of the handler             noteStop
//	ending     wait              a Stop that comes while the handler runs   the turn of that Stop (to open); noteStop
//	stopped    are dead letters  noteStop, when the actor has stopped       never
//
// The actor's name is in the registry before the mailbox has the actor, and so before its Started.
// What comes in between waits, protoactor's own messages included.
//
// The loop may shut in any of these states. An actor that stops itself, or gets a PoisonPill,
// handles nothing more before that stop; while its children stop, it handles what they ask. A Stop
// from elsewhere waits for its turn, but one that comes while the handler runs acts as one of the
// actor's own.
type mailbox struct {
	loop      *Loop
	own       bool // of the loop's own actor, which ends with the loop
	invoker   proto.MessageInvoker
	process   proto.Process  // the actor; another may take its name
	born      bool           // Started has had its turn
	early     ring.Ring[any] // system messages that came before that
	waiting   ring.Ring[any] // user messages that came while it was unborn or suspended
	index     int            // in the loop's waitingBoxes
	suspended bool
	stopped   bool
	user      atomic.Int32 // user messages that were neither handled nor returned yet
	handling  atomic.Bool  // the handler runs
	ending    atomic.Bool
	failing   atomic.Int32 // SuspendMailbox messages that have not had their turn

	mu       sync.Mutex // guards the rest
	ready    bool       // it has the actor
	returned []any      // user messages that came before, when the loop had shut
}

func (m *mailbox) RegisterHandlers(invoker proto.MessageInvoker, _ proto.Dispatcher) {
	m.invoker = invoker
	if c, ok := invoker.(process); ok {
		m.process, _ = c.ActorSystem().ProcessRegistry.GetLocal(c.Self().GetId())
	}
	m.mu.Lock()
	m.ready = true
	returned := m.returned
	m.returned = nil
	m.mu.Unlock()
	for _, msg := range returned {
		m.publish(msg)
	}
}

func (m *mailbox) Start() {}

// UserMessageCount is the number that protoactor's metrics show as the mailbox's length. Any
// goroutine may call it.
func (m *mailbox) UserMessageCount() int { return int(m.user.Load()) }

// PostSystemMessage queues a message of protoactor's own.
func (m *mailbox) PostSystemMessage(msg any) {
	switch msg.(type) {
	case *proto.Stop:
		if !m.own && m.handling.Load() {
			m.ending.Store(true)
		}
	case *proto.SuspendMailbox: // the actor has failed, or escalates: a Resume before it is of an earlier failure
		m.failing.Add(1)
	}
	if p := (&parcel{box: m, msg: msg, system: true}); m.loop.Send(p, Call{}) != nil {
		m.loop.late.add(m.loop, p, true)
	}
}

// PostUserMessage queues a message. If that is a batch, the messages in it are queued before it.
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
	m.user.Add(1)
	if m.loop.Send(&parcel{box: m, msg: msg}, Call{}) != nil {
		m.deadLetter(msg, true)
	}
}

// parcel is a message on its way through the loop's inbox.
type parcel struct {
	box    *mailbox
	msg    any
	system bool
}

func (p *parcel) Receive(Message) {
	if p.system {
		p.box.onSystem(p.msg)
	} else {
		p.box.onUser(p.msg)
	}
}

// Dropped is called when the loop closes first.
func (p *parcel) Dropped() {
	if p.system {
		p.box.loop.late.add(p.box.loop, p, false)
	} else {
		p.box.deadLetter(p.msg, false)
	}
}

// mustWait reports whether user messages have to wait, or to be given back.
func (m *mailbox) mustWait() bool {
	return !m.born || m.suspended || m.stopped || m.ending.Load() || m.failing.Load() > 0
}

// handle calls the actor's handler by one of the invoker's methods. A panic suspends the mailbox
// until the actor's supervisor has decided. But a panic of the loop's own actor is only reported:
// protoactor stops an actor that fails again and again, and that would shut the loop.
func (m *mailbox) handle(invoke func(any), msg any) {
	m.handling.Store(true)
	defer func() {
		m.handling.Store(false)
		switch v := recover(); {
		case v == nil:
		case m.own:
			m.loop.Report(Report{Message: stepPanicked, Err: NewPanicError(v)})
		default:
			m.suspended = true
			m.invoker.EscalateFailure(v, msg)
		}
	}()
	invoke(msg)
}

func (m *mailbox) onUser(msg any) {
	if m.stopped {
		m.giveBack(msg)
		return
	}
	if m.waiting.Len() == 0 && m.early.Len() == 0 && !m.mustWait() {
		m.invoke(msg)
		return
	}
	m.waiting.Push(msg)
	if !m.loop.waitingBoxes.has(m) {
		m.loop.waitingBoxes.add(m)
	}
	m.work()
}

// work hands out what waits, in order. When the actor has stopped, or the loop has shut, user
// messages become dead letters.
func (m *mailbox) work() {
	for m.born && m.early.Len() > 0 {
		next := m.early.Pop()
		goexit.Guard(func() { m.take(next) }, m.workLater)
	}
	for m.waiting.Len() > 0 && !m.mustWait() && !m.loop.Closed() {
		m.invoke(m.waiting.Pop())
	}
	for m.waiting.Len() > 0 && (m.stopped || m.loop.Closed()) {
		m.giveBack(m.waiting.Pop())
	}
	if m.waiting.Len() == 0 {
		m.letGo()
	}
}

// letGo records that no user message waits.
func (m *mailbox) letGo() {
	if m.loop.waitingBoxes.has(m) {
		m.loop.waitingBoxes.remove(m)
	}
}

func (m *mailbox) place() *int { return &m.index }

// workOn is a system message that makes a mailbox call work again. A mailbox sends it to itself
// when a handler has broken work off by a Goexit; so does a loop that shuts, to the mailboxes in
// which user messages wait.
type workOn struct{}

func (m *mailbox) workLater() { m.PostSystemMessage(workOn{}) }

// invoke calls the actor's handler.
func (m *mailbox) invoke(msg any) {
	m.user.Add(-1)
	goexit.Guard(func() { m.handle(m.invoker.InvokeUserMessage, msg) }, func() {
		if m.waiting.Len() > 0 {
			m.workLater()
		}
	})
}

func (m *mailbox) onSystem(msg any) {
	if msg == (workOn{}) {
		m.work()
		return
	}
	if _, started := msg.(*proto.Started); !started && (!m.born || m.early.Len() > 0) {
		m.early.Push(msg)
		m.work()
		return
	}
	m.take(msg)
}

// take handles a message of protoactor's own, in its turn.
func (m *mailbox) take(msg any) {
	switch msg.(type) {
	case *proto.Started:
		m.born = true
		m.invokeSystem(msg)
		m.work()
	case *proto.Stop:
		if m.own && m.loop.Post(m.loop.BeginShutdown) == nil {
			return // it stops when the loop has shut
		}
		m.ending.Store(false) // children that stop may still ask, and a restart may come
		m.invokeSystem(msg)
		m.work()
	case *proto.SuspendMailbox:
		m.suspended = true
		m.failing.Add(-1)
	case *proto.ResumeMailbox:
		m.suspended = false
		m.work()
	default:
		m.invokeSystem(msg)
	}
}

// invokeSystem calls the actor's handler with a message of protoactor's own.
func (m *mailbox) invokeSystem(msg any) {
	goexit.Guard(func() {
		defer m.noteStop()
		m.handle(m.invoker.InvokeSystemMessage, msg)
	}, m.workLater)
}

// noteStop finds out, after a system message, whether that was the actor's last. If so, user
// messages that wait, or come later, become dead letters: protoactor would drop the messages to an
// actor that has stopped, and whoever has asked it something would wait for ever.
func (m *mailbox) noteStop() {
	c, ok := m.invoker.(process)
	if !ok || m.stopped {
		return
	}
	if now, there := c.ActorSystem().ProcessRegistry.GetLocal(c.Self().GetId()); there && now == m.process {
		return
	}
	m.stopped = true
	for m.waiting.Len() > 0 {
		m.giveBack(m.waiting.Pop())
	}
	m.letGo()
}

// process is implemented by an invoker that is an actor's.
type process interface {
	Self() *proto.PID
	ActorSystem() *proto.ActorSystem
}

// stop ends the actor when its loop has shut, so that the actor's watchers are told.
func (m *mailbox) stop() {
	if m.invoker != nil {
		m.loop.late.add(m.loop, &parcel{box: m, msg: &proto.Stop{}, system: true}, false)
	}
}
