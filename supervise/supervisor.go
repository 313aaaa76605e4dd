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

// Strategy says which children are restarted when one is.
type Strategy int

const (
	// OneForOne restarts the child alone.
	OneForOne Strategy = iota
	// OneForAll stops all other children, and starts all again.
	OneForAll
	// RestForOne stops the children that were added after the child, and starts it and them again.
	RestForOne
)

func (s Strategy) String() string {
	return nameOf(int(s), "one for one", "one for all", "rest for one")
}

// Values of [Supervisor.Intensity] that are not numbers of restarts.
const (
	// NeverRestart makes the supervisor give up at the first restart that is due.
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
// alone, without delay, and gives up at the second restart within 5 seconds. It
// behaves as OTP's supervisors do, on the loop's clock, with these differences:
//
//   - A [Transient] child that has ended well stays ended when its siblings are restarted.
//   - A child that fails before it is ready is restarted like any other, even at the first start,
//     and the restart counts. In OTP it would end the supervisor; for a child that is added later,
//     it would be an error of start_child and nothing else.
//   - A restart counts when it happens: after its backoff, and after the stops of its siblings. In
//     OTP the time of the failure counts. So failures that lie further apart than Period may be too
//     many when a sibling is slow to stop.
//   - A failure while others stop or start is handled at once: that of an earlier child widens the
//     set that is restarted, and a supervisor that has to give up does not wait for a start.
//     In OTP the failure waits its turn, and a second restart follows the first.
//   - All children stop one after the other, even many alike that were added; OTP's
//     simple_one_for_one asks all at once.
//   - StopLimit is 5 seconds for a supervisor, too, unless it is set, as [Supervisor.Child] does; in
//     OTP it is infinity.
//   - A supervisor that gives up has failed: one above it restarts it even when it is
//     Transient. In OTP it ends by a shutdown, which is no failure.
//   - A child that does not stop in time is abandoned, since nothing can kill it.
//
// A Supervisor only describes; each Run of it supervises a set of children of its own.
type Supervisor struct {
	// Name is the supervisor's name in events, reports and errors. The children's tasks are named
	// Name/Child.
	Name string
	// Strategy says which children are restarted when one is.
	Strategy Strategy
	// Intensity is how many restarts there may be in any stretch of time as long as Period. At one
	// more the supervisor gives up: it stops all children and ends with a [GaveUpError]. Zero means
	// 1, a negative value [NeverRestart]; see also [Unlimited].
	//
	// A restart that is still to come counts at the end of its backoff; if it comes later, because
	// siblings have to stop first, it then counts at that later time. Restarting several children
	// for one failure counts once; a failure of a sibling that is about to be restarted with them
	// does not count.
	Intensity int
	// Period belongs to Intensity. Zero means 5 seconds; NoLimit, or any
	// negative value, means the supervisor's whole life.
	Period time.Duration
	// Backoff is how long a restart waits.
	Backoff Backoff
	// Decide, when set, is asked what to do about a child that failed by itself, and not while it
	// was being stopped. It is called on the loop and must not suspend. When it panics, or its
	// answer is no Directive, the loop reports that, and the child's RestartType decides.
	Decide func(child string, err error) Directive
	// Children are the first children, in the order in which they start.
	Children []Child
	// Events, when set, is called for everything that happens, in order. It is called on the loop
	// and must not suspend; it may use the [Supervised]. It may be called after the supervisor's
	// end, for a child that had to be abandoned. Without Events and without a Logger, the loop
	// reports each child that fails or is abandoned, a panic with its stack, even when the child is
	// started again.
	Events func(Event)
	// Logger, when set, gets the events too: failures, abandoned children and
	// giving up as errors, restarts as warnings, the others for debugging.
	Logger *slog.Logger
	// Publish sends the events to the event stream of the loop's actor system, too; the system is
	// made if there is none. Subscribers of the stream are called on the loop.
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
	// Restart says when the child is started again.
	Restart RestartType
	// StopLimit is how long the child may take to end after its cancellation. After that it is
	// abandoned: it goes on, but nobody waits for it; an event and the [ShutdownReport] name it.
	// Zero means 5 seconds; NoLimit, or any negative value, sets no limit, which is right for
	// supervisors: they wait for children that have limits.
	StopLimit time.Duration
	// WaitReady makes the start of the next child wait until this one has called [Ready], or has
	// ended and will not be restarted. A supervisor is ready when its last child has been started
	// and is ready.
	WaitReady bool

	cell  *cell   // of an actor: see Actor.Child
	below []*cell // of a supervisor: the actors of its children
}

// stopLimit is StopLimit with its default.
func (c *Child) stopLimit() time.Duration {
	if c.StopLimit == 0 {
		return defaultStopLimit
	}
	return c.StopLimit
}

// Run starts the children, supervises them, and suspends until it is canceled or gives up. It goes
// on when no child is left. Before it returns, it stops the children in the reverse order, each
// when the one before has ended or used up its limit; a second cancellation does not hurry that.
// Run returns the cancellation, the cause of a derived ctx that has ended, or a [*GaveUpError]. If
// s is not valid, see [Start], it fails at once.
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

// check returns what is wrong with the settings, apart from the children.
func (s *Supervisor) check() error {
	return errors.Join(s.Backoff.check(), checkKnown("strategy", s.Strategy, RestForOne))
}

// Child returns s as a child for another supervisor: with its name, without a StopLimit
// ([NoLimit]), since its own children have limits, and with WaitReady. s is copied; each start of
// the child runs it anew.
func (s Supervisor) Child() Child {
	child := Child{Name: s.Name, Run: s.Run, StopLimit: NoLimit, WaitReady: true}
	for _, c := range s.Children {
		if c.cell != nil {
			child.below = append(child.below, c.cell)
		}
		child.below = append(child.below, c.below...)
	}
	return child
}

// GaveUpError is the error of a supervisor that gave up: it had to restart too often, or its Decide
// said Escalate.
type GaveUpError struct {
	// Supervisor is the supervisor's name.
	Supervisor string
	// Child is the name of the child whose end was the last straw.
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
