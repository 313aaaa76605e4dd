package supervise

import (
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// ChildState is what a child of a supervisor is doing.
type ChildState int

const (
	// ChildWaiting has not been started yet, or was stopped to be started again.
	ChildWaiting ChildState = iota
	// ChildDelayed waits for its backoff.
	ChildDelayed
	// ChildStarting runs and has not called [Ready].
	ChildStarting
	// ChildRunning runs.
	ChildRunning
	// ChildStopping was canceled and has not ended.
	ChildStopping
	// ChildEnded has ended and will not be started again.
	ChildEnded
	// ChildAbandoned did not stop in time, and will not be started again.
	ChildAbandoned
)

func (s ChildState) String() string {
	return nameOf(int(s), "waiting", "delayed", "starting", "running", "stopping", "ended", "abandoned")
}

// ChildInfo is a child of a supervisor at one time.
type ChildInfo struct {
	// Name is the child's name.
	Name string
	// State is what it is doing.
	State ChildState
	// Restarts is how often it was started again.
	Restarts int
	// Err is what its last failure was; nil when it never failed.
	Err error
	// PID is the address of a child that is an actor, until it will not be started again or the
	// address has ended; otherwise nil.
	PID *tasks.PID
}

// supervisedChild is a child of a keeper: one place in the order, and one run at a time.
//
//	state      entered by                               left by
//	waiting    newKeeper, Add; an end or a limit, when  its turn in the order (to starting, running); the supervisor's stop (to ended)
//	           its set is restarted
//	delayed    an end, when it is restarted alone       its backoff (to starting, running); the supervisor's stop (to ended)
//	starting   its start, with WaitReady                Ready (to running); its end, a stop: as running
//	running    its start, Ready                         its end (to waiting, delayed or ended); a stop (to stopping)
//	stopping   Remove, a sibling's restart, the         its end (to waiting or ended); its limit (to waiting or abandoned)
//	           supervisor's stop
//	ended      an end that is the last; the             never
//	           supervisor's stop
//	abandoned  its limit, when that is the last         never
//
// A temporary child is forgotten when it ends. Remove makes the keeper forget a child: at once when
// it does not run, otherwise at its end or its limit.
type supervisedChild struct {
	Child
	keeper     *keeper
	prev, next *supervisedChild
	serial     int // grows along the order
	state      ChildState
	run        *childRun // nil when it does not run
	runs       int
	failures   failureRun
	err        error
	downSince  time.Time
	delay      *actor.Callback // of its backoff
	mark       *restartMark    // likewise
	removed    bool
	removers   actor.WaitQueue // tasks in RemoveAndWait
	held       []*cell         // whose addresses it holds: see childaddress.go
}

// endDelay forgets a restart that the child waits for.
func (c *supervisedChild) endDelay() {
	cancelTimer(&c.delay)
	if c.mark != nil {
		c.keeper.restarts.drop(c.mark)
		c.mark = nil
	}
}

// add puts a child at the end of the order.
func (k *keeper) add(child Child) {
	k.serial++
	c := &supervisedChild{Child: child, keeper: k, serial: k.serial, prev: k.last}
	if k.last == nil {
		k.first = c
	} else {
		k.last.next = c
	}
	k.last = c
	k.named[child.Name] = c
	if k.next == nil {
		k.next = c
	}
}

// forget takes a child that does not run out of the order.
func (k *keeper) forget(c *supervisedChild) {
	c.endDelay()
	k.awaitNoMore(c)
	if k.next == c {
		k.next = c.next
	}
	if k.stopAt == c {
		k.stopAt = c.prev
	}
	if k.from == c {
		k.from = c.next // nil: nobody is left to be restarted
	}
	if c.prev == nil {
		k.first = c.next
	} else {
		c.prev.next = c.next
	}
	if c.next == nil {
		k.last = c.prev
	} else {
		c.next.prev = c.prev
	}
	c.prev, c.next = nil, nil // a task of it may live on: it is not to keep those that come later
	delete(k.named, c.Name)
	c.giveUpAddress()
}

// awaitNoMore lets the next child in the order start: c is ready, or will not be any more.
func (k *keeper) awaitNoMore(c *supervisedChild) {
	if k.awaited == c {
		k.awaited = nil
	}
}
