package actor

import (
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/coro"
	"github.com/actorloom/actorloom/internal/heap"
)

// Who drives a loop:
//
//	seat        means                                        entered by                   left by
//	empty       nobody drives; posts wait                    New, the end of RunUntil     RunUntil, Shutdown (to foreground); Start
//	foreground  RunUntil or Shutdown drives, or sleeps       RunUntil, Shutdown           the end of RunUntil (to empty), refuse (to … ends)
//	background  a goroutine drives whenever there is work    Start                        refuse (to … ends)
//	… ends      a shutdown unwinds what is left; nothing     refuse                       finishShutdown (to shut)
//	            can begin any more
//	shut        it has ended; posts are refused              finishShutdown; a zero Loop  never
//
// The first thing that a Shutdown that drives does is to cancel the tasks. If that ends its
// goroutine, since an owner's Cancel may call Goexit, the Shutdown also gives the seat back (to
// empty).
//
// Access rules: the fields of the first group belong to whoever drives, unless they say
// otherwise. There is one driver at a time; a new driver takes over through the seat or
// asleep, both atomic. The second group is set before the first drive. The
// third has what any goroutine may use, by the rules of each type.

// Loop runs everything on it one step at a time, so that what runs on one loop
// needs no locks. It is driven in one of two ways, by the same code: RunUntil
// drives it on the calling goroutine; Start lets it take a goroutine whenever
// there is work. Either way its clock may be real or virtual. New makes one: the zero Loop is
// closed.
type Loop struct {
	ready         readyQueue
	fns           []func() // of the runs in ready
	called        int      // of fns
	ends          []func() // to be called at the end of this pass
	endDue        bool     // endPass has work, of ends, suspects or interruptions: whoever suspends looks only here
	timers        heap.Heap[Callback]
	lookout       lookout // for the first of timers
	current       *Fiber
	beneath       []*Fiber // those that wait for the first step of an eager one
	fibers        fiberList
	serial        uint64 // of the youngest fiber
	held          holds
	interruptions interruptions
	suspects      suspects
	probe         *probe // of the coroutine that is switched to for its frames
	activations   spares[activation]
	children      childStore
	kept          []any // spares, by kind of PerLoop
	clock         clock
	box           *mailbox        // of a background loop: from Start to its end
	restTimer     *time.Timer     // ends the rest of the driver
	debug         bool            // others may read it
	refusedAt     map[string]bool // lines of awaits that were refused: see reportAwait
	stepwise      bool            // the driver hands out each step, and times it: in debug mode, see follow
	factory       func(*Spec)
	handler       atomic.Pointer[func(*Loop, Report)] // any goroutine may report
	onDeadlock    func(error)
	anew          int        // how many requests to cancel are under way: see asNew
	plain         coro.Plain // the plain engine; used when exchange is nil

	deepest       uint8          // deepestStack, but for tests
	exchange      *coro.Exchange // the direct engine; nil: plain is used
	slowStep      time.Duration
	shutdownLimit time.Duration
	logger        *slog.Logger
	system        *proto.ActorSystem // that it was given; nil: the one of all loops

	inbox        inbox
	late         late
	waitingBoxes bag[*mailbox] // in which user messages may wait; the driver's, after the end late's
	seat         atomic.Int32
	asleep       atomic.Int32  // who sleeps: a post has to wake the driver
	holder       atomic.Uint64 // the goroutine that has the loop; in debug mode
	wake         chan struct{}
	watchdog     watchdog
	desk         desk
	remembered   remembered
	down         shutdown
}

const (
	seatShut int32 = iota // of a zero Loop, too
	seatForegroundEnds
	seatBackgroundEnds
	seatEmpty // up to here, the loop is closed: see Closed
	seatForeground
	seatBackground
)

// What asleep says. It names who sleeps, so that whoever wakes that one need not ask
// the seat, which may have changed hands meanwhile.
const (
	awake int32 = iota
	foregroundSleeps
	backgroundSleeps
)

func (l *Loop) handOverDirectly() {
	l.exchange = coro.NewExchange(l.successor)
	l.exchange.Crowd = l.tidyLater
}

var directByDefault = sync.OnceValue(func() bool {
	return os.Getenv("ACTORLOOM_ENGINE") != "plain" && coro.SelfTest()
})

// New makes a loop. It costs no goroutine until something runs on it.
func New(opts ...Option) *Loop {
	l := &Loop{
		deepest:  deepestStack,
		clock:    newClock(false),
		debug:    debugByDefault,
		stepwise: debugByDefault,
		slowStep: 100 * time.Millisecond,
		wake:     make(chan struct{}, 1),
	}
	l.seat.Store(seatEmpty)
	l.inbox.open = true
	if directByDefault() {
		l.handOverDirectly()
	}
	for _, o := range opts {
		if o != nil {
			o(l)
		}
	}
	if l.shutdownLimit == 0 && !l.clock.virtual {
		l.shutdownLimit = 5 * time.Minute
	}
	return l
}

// Current is the fiber that runs, nil in a callback. asyncio: current_task.
func (l *Loop) Current() *Fiber { return l.current }

// Fibers returns the fibers that have not ended, in the order in which they were made. asyncio:
// all_tasks.
func (l *Loop) Fibers() []*Fiber { return l.fibers.list() }

// Running reports whether the loop is driven, now or whenever there is work.
// Any goroutine may call it. asyncio: loop.is_running.
func (l *Loop) Running() bool {
	s := l.seat.Load()
	return s == seatForeground || s == seatBackground
}

// Closed reports whether the loop has ended, or unwinds what is left, so that nothing can
// begin any more. Any goroutine may call it. asyncio: loop.is_closed.
func (l *Loop) Closed() bool { return l.seat.Load() < seatEmpty }

// String tells whether the loop is driven, or closed. Any goroutine may call it. asyncio: repr.
func (l *Loop) String() string {
	switch l.seat.Load() {
	case seatEmpty:
		return "loop (not running)"
	case seatShut, seatForegroundEnds, seatBackgroundEnds:
		return "loop (closed)"
	}
	return "loop (running)"
}

// Closing reports whether a shutdown has begun.
func (l *Loop) Closing() bool { return l.down.begun }

// SetTaskFactory sets a hook that may change how each new fiber starts: its name, its eagerness, a
// wrapper around its body. Spec.Name is empty for a fiber that nobody has named; it gets its name
// later. A nil hook takes away the one that was set. asyncio: loop.set_task_factory.
func (l *Loop) SetTaskFactory(hook func(*Spec)) { l.factory = hook }

// TaskFactory returns the hook that SetTaskFactory has set, nil for none. asyncio:
// loop.get_task_factory.
func (l *Loop) TaskFactory() func(*Spec) { return l.factory }
