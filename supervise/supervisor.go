package supervise

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// Errors of a [Supervised], to compare with by errors.Is.
var (
	// ErrSupervisorClosed is returned by Add when the supervisor is stopping or has ended.
	ErrSupervisorClosed = errors.New("the supervisor takes no more children")
	// ErrChildExists reports two children with one name.
	ErrChildExists = errors.New("the supervisor has a child of that name")
	// ErrNoSuchChild is returned by Remove for a name that no child has.
	ErrNoSuchChild = errors.New("the supervisor has no child of that name")
)

// Strategy is who is restarted when a child is.
type Strategy int

const (
	// OneForOne restarts the child alone.
	OneForOne Strategy = iota
	// OneForAll stops all other children, and starts all.
	OneForAll
	// RestForOne stops the children that were added after it, and starts it and
	// them.
	RestForOne
)

func (s Strategy) String() string {
	return nameOf(int(s), "one for one", "one for all", "rest for one")
}

// Values of [Supervisor.Intensity] that are not numbers of restarts.
const (
	// NeverRestart lets the supervisor give up at the first restart that is due.
	NeverRestart = -1
	// Unlimited sets no bound to restarts. Without a Backoff, a child that fails at
	// once then keeps the loop busy.
	Unlimited = math.MaxInt
)

// What zero values mean.
const (
	defaultIntensity = 1
	defaultPeriod    = 5 * time.Second
	defaultStopLimit = 5 * time.Second
)

// Supervisor owns children: coroutines that it starts in order, starts again when
// they end, and stops in the reverse order. Its zero value restarts each child
// alone, without delay, and gives up at the second restart within 5 seconds. The
// meanings are those of OTP's supervisors, on the loop's clock, but for these:
//
//   - A [Transient] child that has ended well stays ended when its siblings are restarted.
//   - A child that fails before it is ready is restarted like any other, also at the first
//     start, and counts. In OTP that would be the end of the supervisor, or, for one that is
//     added, an error of start_child and nothing else.
//   - A restart counts when it happens: after its backoff, and after the stops of its siblings. In OTP
//     the failure counts. So failures that lie further apart than Period may be too many when a
//     sibling is slow to stop.
//   - A failure while others stop or start is attended to at once: that of an earlier child widens the
//     set that is restarted, and a supervisor that has to give up does not wait for a start.
//     In OTP it waits its turn, and a second restart follows the first.
//   - All children stop one after the other, also many alike that were added: simple_one_for_one
//     asks all at once.
//   - StopLimit is 5 seconds also for a supervisor, unless it is set, as [Supervisor.Child] does; in
//     OTP it is infinity.
//   - A supervisor that gives up has failed: one above it restarts it even when it is
//     Transient. In OTP it ends by a shutdown, which is no failure.
//   - A child that does not stop in time is abandoned, since nothing can kill it.
//
// A value describes; each Run of it supervises a set of children of its own.
type Supervisor struct {
	// Name is for people to read. The children's tasks are named Name/Child.
	Name string
	// Strategy is who is restarted when a child is.
	Strategy Strategy
	// Intensity is how many restarts there may be in any stretch of time as long as Period. At one
	// more the supervisor gives up: it stops all children and ends with a [GaveUpError]. A restart
	// that is still to come counts as happening at the end of its backoff; if siblings have to stop
	// first and make it later, it then counts at that later time. Zero means 1, a negative value
	// [NeverRestart]; see also [Unlimited]. To restart several children for one failure counts
	// once; a failure of a sibling that is about to be restarted with them does not count.
	Intensity int
	// Period belongs to Intensity. Zero means 5 seconds; NoLimit, or any
	// negative value, means the supervisor's whole life.
	Period time.Duration
	// Backoff is how long a restart waits.
	Backoff Backoff
	// Decide, when set, is asked what to do about a child that failed by itself, and not while it
	// was stopped. It is called on the loop and must not suspend. When it panics, or its answer is
	// no Directive, the loop reports that, and the child's RestartType decides.
	Decide func(child string, err error) Directive
	// Children are those to begin with, in the order in which they start.
	Children []Child
	// Events, when set, is told all that happens, in order. It is called on the
	// loop and must not suspend; it may use the [Supervised]. It may be called
	// after the supervisor's end, for a child that it had to abandon. Without
	// Events and without a Logger, each child that fails or is abandoned is
	// reported by the loop, a panic with its stack, also when the child is started
	// again.
	Events func(Event)
	// Logger, when set, gets the events too: failures, abandoned children and
	// giving up as errors, restarts as warnings, the others for debugging.
	Logger *slog.Logger
	// Publish lets the events go to the event stream of the loop's actor system
	// too, which is made if there is none. Its subscribers are called on the
	// loop.
	Publish bool
}

// Child describes a child of a [Supervisor].
type Child struct {
	// Name is unique among the supervisor's children. When empty, it is child-N,
	// N counting up.
	Name string
	// Run is the child's body: a coroutine. For an actor see [Actor.Child], for another
	// supervisor [Supervisor.Child]. Each start of the child calls it in a new task,
	// with the values of the context that the supervisor was given.
	Run func(ctx context.Context) error
	// Restart is when it is started again.
	Restart RestartType
	// StopLimit is how long it may take to end after its cancellation. After
	// that it is abandoned: it goes on, nobody waits for it, an event and the
	// [ShutdownReport] name it. Zero means 5 seconds; NoLimit, or any negative
	// value, sets no limit, which is right for supervisors: they wait for
	// children that have limits.
	StopLimit time.Duration
	// WaitReady lets the start of the next child wait until this one has called
	// [Ready], or has ended and will not be restarted. A supervisor is ready
	// when its last child has been started and is.
	WaitReady bool

	cell *cell // of an actor: see Actor.Child
}

// stopLimit is StopLimit with its default.
func (c *Child) stopLimit() time.Duration {
	if c.StopLimit == 0 {
		return defaultStopLimit
	}
	return c.StopLimit
}

// Run starts the children, supervises them, and suspends until it is canceled or gives up. Either
// way it stops them first, in the reverse order, each when the one before has ended or used up its
// limit. It returns the cancellation, the cause of a derived ctx that has ended, or a
// [*GaveUpError]. It goes on when no child is left; a second cancellation does not hurry it. One
// that is not valid, see [Start], fails at once.
//
// When a whole loop is shut down, every task is canceled at once, children as well
// as supervisors: for an orderly stop, end the outermost supervisor first.
func (s Supervisor) Run(ctx context.Context) error {
	k, err := newKeeper(s)
	if err != nil {
		return err
	}
	return k.run(ctx)
}

// Child is s as a child of another supervisor: of its name, with no StopLimit, since its own children
// have limits, and with WaitReady. s is copied; each start of the child runs it anew.
func (s Supervisor) Child() Child {
	return Child{Name: s.Name, Run: s.Run, StopLimit: NoLimit, WaitReady: true}
}

// GaveUpError is the end of a supervisor that had to restart too often, or whose
// Decide said Escalate.
type GaveUpError struct {
	// Supervisor is its name.
	Supervisor string
	// Child is whose end was the last straw.
	Child string
	// Restarts is how often that child had been restarted.
	Restarts int
	// Err is what the child failed with; nil when it ended without an error and
	// should not have ended.
	Err error
}

func (e *GaveUpError) Error() string {
	restarts := "restarts"
	if e.Restarts == 1 {
		restarts = "restart"
	}
	return fmt.Sprintf("supervisor %q gave up on %q after %d %s of it: %s", e.Supervisor, e.Child, e.Restarts, restarts, lastStraw(e.Err))
}

// lastStraw is why a supervisor gave up: the child failed with err, or, without one, ended.
func lastStraw(err error) string {
	if err == nil {
		return "it ended without an error"
	}
	return fmt.Sprint(err) // not Error, which is the user's and may panic
}

// Unwrap gives Err, unless that is a cancellation: giving up is a failure.
func (e *GaveUpError) Unwrap() error {
	if tasks.IsCanceled(e.Err) {
		return nil
	}
	return e.Err
}

type readyKey struct{}

// runOf is the run of a child that ctx belongs to, nil when there is none, and when it is of another
// loop than ctx's task: what the child runs in a thread may have a loop of its own.
func runOf(ctx context.Context) *childRun {
	r := runAnywhere(ctx)
	if r != nil && elsewhere(ctx, r.of.keeper.loop) {
		return nil
	}
	return r
}

// runAnywhere is runOf, on whatever loop.
func runAnywhere(ctx context.Context) *childRun {
	r, _ := ctx.Value(readyKey{}).(*childRun)
	return r
}

// Ready says that the child which ctx belongs to is ready, so that the next one can
// start: see [Child.WaitReady]. A task that the child started may call it as well, also on another
// loop, as a thread of the child may run one. Outside such a child, or called again, it does
// nothing. It never suspends.
func Ready(ctx context.Context) {
	if ctx == nil {
		return
	}
	r := runAnywhere(ctx)
	if r == nil {
		return
	}
	k := r.of.keeper
	if elsewhere(ctx, k.loop) {
		_ = k.loop.Post(func() { k.ready(r) }) // refused: the loop has shut
		return
	}
	if !k.loop.Misplaced("Ready", func() { k.ready(r) }) {
		k.ready(r)
	}
}

// mayStartAgain reports whether the child of a supervisor may be started again after a failure: its
// Decide or its limit may still be against that.
func mayStartAgain(ctx context.Context) bool {
	r := runOf(ctx)
	return r == nil || r.of.Restart != Temporary && !r.of.removed && r.of.keeper.phase < closing
}
