package actor

import (
	"sync"
	"sync/atomic"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/goexit"
)

// mailbox makes a loop's inbox the mailbox of a protoactor actor, so that the
// actor's messages are entries of the loop's one queue: in order with everything
// else that is posted, and one at a time with everything that runs there. A
// handler that ends its goroutine (Goexit) ends one step, and not the mailbox.
//
// When the loop has shut, user messages become dead letters. Protoactor's own are handled
// on the goroutine that sends them, one at a time: so the actor can still be watched and
// stopped.
//
//	state      user messages     entered by                                 left by
//	unborn     wait              Loop.Mailbox; Loop.Start                   the turn of Started (to open)
//	open       are handled       the turn of Started; ResumeMailbox;        SuspendMailbox, a panic of the handler (to suspended); a
//	                             the turn of that Stop                      Stop that comes while the handler runs (to ending); noteStop
//	suspended  wait              SuspendMailbox, a panic of the handler     ResumeMailbox; noteStop
//	ending     wait              a Stop that comes while the handler runs   the turn of that Stop (to open); noteStop
//	stopped    are dead letters  noteStop, when the actor has stopped       never
//
// The actor's name is in the registry before the mailbox has the actor, and so before its Started: what
// comes in between, also protoactor's own, waits.
//
// The loop may shut in any of them. An actor that stops itself, or gets a PoisonPill, handles nothing
// more before that stop; while its children stop, it handles what they ask. A Stop from elsewhere
// takes its turn, unless it comes while the handler runs.
type mailbox struct {
	loop      *Loop
	own       bool // of the loop's own actor, which ends with the loop
	invoker   proto.MessageInvoker
	process   proto.Process // the actor; another may take its name
	born      bool          // Started has had its turn
	early     []any         // system messages that came before that
	waiting   []any         // user messages that came while it was unborn or suspended
	suspended bool
	stopped   bool
	user      atomic.Int32 // user messages that were neither handled nor returned yet
	handling  atomic.Bool  // the handler runs
	ending    atomic.Bool

	mu   sync.Mutex // guards the rest
	late []any      // system messages that came when the loop had shut
	busy bool       // somebody handles them
}

func (m *mailbox) RegisterHandlers(invoker proto.MessageInvoker, _ proto.Dispatcher) {
	m.invoker = invoker
	if c, ok := invoker.(process); ok {
		m.process, _ = c.ActorSystem().ProcessRegistry.GetLocal(c.Self().GetId())
	}
}

func (m *mailbox) Start() {}

// UserMessageCount is the number that protoactor's metrics show as the mailbox's length. Any
// goroutine may call it.
func (m *mailbox) UserMessageCount() int { return int(m.user.Load()) }

// PostSystemMessage queues a message of protoactor's own.
func (m *mailbox) PostSystemMessage(msg any) {
	if _, stop := msg.(*proto.Stop); stop && !m.own && m.handling.Load() {
		m.ending.Store(true)
	}
	m.loop.sendOrDrop(&parcel{box: m, msg: msg, system: true})
}

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
	m.user.Add(1)
	m.loop.sendOrDrop(&parcel{box: m, msg: msg})
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
		p.box.onLate(p.msg)
	} else {
		p.box.deadLetter(p.msg)
	}
}

// deadLetter tells the sender that nobody will handle a user message. The actor's system
// need not be the loop's. A PoisonPill is a user message, too, and stops the actor all the
// same.
func (m *mailbox) deadLetter(msg any) {
	m.user.Add(-1)
	if _, poison := proto.UnwrapEnvelopeMessage(msg).(*proto.PoisonPill); poison {
		m.onLate(&proto.Stop{})
		return
	}
	if c, ok := m.invoker.(process); ok {
		m.loop.sendGuarded(func() { c.ActorSystem().DeadLetter.SendUserMessage(c.Self(), msg) })
	}
}

// onLate handles a system message when the loop has shut, or leaves it to whoever is handling
// others: another goroutine, or a function further down this stack.
func (m *mailbox) onLate(msg any) {
	m.mu.Lock()
	m.late = append(m.late, msg)
	busy := m.busy
	m.busy = true
	m.mu.Unlock()
	if !busy {
		m.workLate()
	}
}

func (m *mailbox) workLate() {
	goexit.Guard(func() {
		for msg, ok := m.nextLate(); ok; msg, ok = m.nextLate() {
			m.onSystem(msg)
		}
	}, m.workLate)
}

func (m *mailbox) nextLate() (msg any, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.late) == 0 {
		m.busy = false
		return nil, false
	}
	msg = m.late[0]
	m.late = m.late[1:]
	return msg, true
}

// held reports whether user messages wait.
func (m *mailbox) held() bool { return !m.born || m.suspended || m.stopped || m.ending.Load() }

// handle calls the actor's handler by one of the invoker's methods. A panic suspends the mailbox
// until the actor's supervisor has decided.
func (m *mailbox) handle(invoke func(any), msg any) {
	m.handling.Store(true)
	defer func() {
		m.handling.Store(false)
		if v := recover(); v != nil {
			m.suspended = true
			m.invoker.EscalateFailure(v, msg)
		}
	}()
	invoke(msg)
}

func (m *mailbox) onUser(msg any) {
	if m.stopped {
		m.deadLetter(msg)
		return
	}
	if len(m.waiting) == 0 && !m.held() {
		m.invoke(msg)
		return
	}
	m.waiting = append(m.waiting, msg)
	m.work()
}

// work hands out what waits, in order; as dead letters when the loop has shut.
func (m *mailbox) work() {
	for m.born && len(m.early) > 0 {
		next := m.early[0]
		m.early[0] = nil
		m.early = m.early[1:]
		m.onSystem(next)
	}
	for len(m.waiting) > 0 && !m.held() {
		next := m.waiting[0]
		m.waiting[0] = nil
		m.waiting = m.waiting[1:]
		if m.loop.Closed() {
			m.deadLetter(next)
		} else {
			m.invoke(next)
		}
	}
}

// workOn is a system message that a mailbox sends itself: work again, since a handler has
// broken that off by a Goexit.
type workOn struct{}

// invoke calls the actor's handler.
func (m *mailbox) invoke(msg any) {
	m.user.Add(-1)
	goexit.Guard(func() { m.handle(m.invoker.InvokeUserMessage, msg) }, func() {
		if len(m.waiting) > 0 {
			m.PostSystemMessage(workOn{})
		}
	})
}

func (m *mailbox) onSystem(msg any) {
	if _, started := msg.(*proto.Started); !m.born && !started {
		m.early = append(m.early, msg)
		return
	}
	switch msg.(type) {
	case *proto.Started:
		m.born = true
		goexit.Guard(func() { m.invokeSystem(msg) }, func() { m.PostSystemMessage(workOn{}) })
		m.work()
	case *proto.Stop:
		if m.own && m.loop.Post(m.loop.BeginShutdown) == nil {
			return // it stops when the loop has shut
		}
		m.ending.Store(false) // children that stop may still ask, and a restart may come
		goexit.Guard(func() { m.invokeSystem(msg) }, func() { m.PostSystemMessage(workOn{}) })
		m.work()
	case *proto.SuspendMailbox:
		m.suspended = true
	case *proto.ResumeMailbox:
		m.suspended = false
		m.work()
	case workOn:
		m.work()
	default:
		m.invokeSystem(msg)
	}
}

func (m *mailbox) invokeSystem(msg any) {
	defer m.noteStop()
	m.handle(m.invoker.InvokeSystemMessage, msg)
}

// noteStop returns what waits, and what comes, when a system message was the actor's last:
// protoactor drops the messages to an actor that has stopped, and who asked would wait for ever.
func (m *mailbox) noteStop() {
	c, ok := m.invoker.(process)
	if !ok || m.stopped {
		return
	}
	if now, there := c.ActorSystem().ProcessRegistry.GetLocal(c.Self().GetId()); there && now == m.process {
		return
	}
	m.stopped = true
	for len(m.waiting) > 0 {
		next := m.waiting[0]
		m.waiting = m.waiting[1:]
		m.deadLetter(next)
	}
}

// process is what an invoker is when it is an actor's.
type process interface {
	Self() *proto.PID
	ActorSystem() *proto.ActorSystem
}

// stop ends the actor when its loop has shut, so that who watches it learns.
func (m *mailbox) stop() {
	if m.invoker != nil {
		m.onLate(&proto.Stop{})
	}
}

// Mailbox is a mailbox for a protoactor actor, for proto.WithMailbox: each
// message that the actor gets is an entry of the loop's queue. Any goroutine may call it.
func (l *Loop) Mailbox() proto.Mailbox { return &mailbox{loop: l} }

// Schedule implements protoactor's Dispatcher: an actor with
// proto.WithDispatcher(loop) runs on the loop, one at a time with the loop's
// tasks. A loop that has closed drops fn: give the actor a [Loop.Mailbox] too, which returns its
// messages then. Any goroutine may call it.
func (l *Loop) Schedule(fn func()) { _ = l.Post(fn) }

// Throughput implements protoactor's Dispatcher. Protoactor only yields its
// goroutine after so many messages, so an actor whose mailbox never empties keeps
// the loop to itself: give such an actor the loop's [Loop.Mailbox] instead. Any goroutine may
// call it.
func (l *Loop) Throughput() int { return 16 }
