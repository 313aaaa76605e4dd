package supervise

import (
	"container/list"
	"context"
	"fmt"
	"math"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/headerkey"
	"github.com/actorloom/actorloom/tasks"
)

// life is one life of a cell: a coroutine that handles what is in the mailbox, each message in a
// child task. A supervisor may abandon a life that does not end, and begin the next one. The old
// life then gets no more messages, and ends beside the new one.
//
//	state     entered by            left by
//	starting  newLife               the return of OnStarted (to serving; to ending, with an error)
//	serving   live                  a stop, a failure, a cancellation, the next life (to ending)
//	ending    takeNoMore            the end of its messages and of its children (to over)
//	over      endLife; see newCell  never
//
// A Goexit of a hook leads from any state to over. Before the first life a cell has one that is
// over.
type life struct {
	actor.Supervisor // of the messages that are handled
	*cell
	reasons
	fiber          *actor.Fiber
	run            *childRun       // that it is, or that has spawned the actor; nil when there is none
	older          int             // to cancel fiber, older than the life
	outside        context.Context // see inside
	place          place
	waiting        waitingFor
	handlers       []Handler
	children       list.List // of *Ref, in the order of their start
	receiveTimeout time.Duration
	timer          *actor.Callback
	silent         bool         // the timer has rung, and nothing was handled since
	eager          *actor.Fiber // of a turn in its eager step, which is no child yet
	hooked         uint64       // number in the mark of a hook, while one runs: see chain.go
	ending         bool         // handles no more messages
	over           bool
}

// waitingFor is what a life waits for.
type waitingFor uint8

const (
	forNothing waitingFor = iota
	forMail               // a message
	forRoom               // the end of a message, so that the next can be handled
	forLast               // the end of the last message
)

type lifeKey struct{}

func lifeOf(ctx context.Context) *life {
	if ctx == nil {
		return nil
	}
	l, _ := ctx.Value(lifeKey{}).(*life)
	return l
}

// live is one life of the actor, from its start to its stop or its failure.
func (c *cell) live(ctx context.Context) (err error) {
	l, err := c.newLife(ctx)
	if err != nil {
		return err
	}
	own := ctx
	err = tasks.ErrGoexit // until it returns
	defer func() { l.endLife(own, err) }()
	// The actor may have been spawned in a turn of another: that turn is not this actor's.
	ctx = context.WithValue(ctx, turnKey{}, (*turn)(nil))
	if actor.HeadersOf(ctx) != nil {
		ctx = context.WithValue(ctx, headerkey.Key{}, nil) // WithHeaders would keep the chain
	}
	ctx = context.WithValue(ctx, runKey{}, (*childRun)(nil)) // what the actor starts may call Ready
	ctx = l.inside(context.WithValue(ctx, lifeKey{}, l))
	ending := l.inside(context.WithoutCancel(ctx))
	c.mail.unstash()
	if err := l.hook(ctx, c.spec.OnStarted); err != nil {
		l.takeNoMore()
		l.stopChildren(ending)
		l.hookEnded("OnStarted", err)
		return l.endsWith()
	}
	if c.supervised {
		Ready(own) // otherwise own may be the context of a child that spawned this
	}
	if l.isLatest() {
		l.mail.forgetSilence() // a slow start is no silence
	}
	l.silent = false
	l.restartTimer()
	l.interruption = l.serve(ctx, own)
	return l.end(ending, own)
}

// newLife begins a new life of the actor. An earlier one that was canceled and has not ended goes
// on without messages.
func (c *cell) newLife(ctx context.Context) (*life, error) {
	f, err := actor.Running(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case f.Loop() != c.loop:
		return nil, fmt.Errorf("the actor %s: %w", c.name(), tasks.ErrForeignLoop)
	case c.retired:
		return nil, fmt.Errorf("the actor %s: its address has ended, with the task that called Child, or with the supervisor that has taken it", c.name())
	case c.runs():
		return nil, fmt.Errorf("the actor %s runs already", c.name())
	case !c.life.over:
		c.doubled.Store(true)
		c.life.quiet()
		c.life.place.wake() // it may have gone on after its cancellation, and wait for a message
	}
	l := &life{cell: c, fiber: f, run: runOf(ctx), handlers: []Handler{c.spec.Handle}}
	if !ownTask(ctx, f) { // in its own task, requests are a stop, which counts
		l.older = f.OlderThanGroup()
	}
	l.outside, _ = outsideOf(f.Context())
	l.Supervise(c.loop, l)
	c.life, c.closed = l, false
	return l, nil
}

// ownTask reports whether f is the task that a supervisor has made for a child.
func ownTask(ctx context.Context, f *actor.Fiber) bool {
	r := runOf(ctx)
	return r != nil && (r.task == nil || r.task.Completion() == &f.Completion) // nil: it takes its first step, eagerly
}

// runs reports whether the latest life goes on and was not canceled.
func (c *cell) runs() bool { return !c.life.over && !c.life.wasCanceled() }

// wasCanceled reports whether the life was canceled.
func (l *life) wasCanceled() bool { return l.fiber.Canceling() > l.older }

// dismissed reports whether the life goes on, although it was canceled and its mailbox is closed.
func (l *life) dismissed() bool { return l.closed && !l.over && l.wasCanceled() }

// isLatest reports whether no other life has begun since.
func (l *life) isLatest() bool { return l.cell.life == l }

// park suspends the life until there is something to do.
func (l *life) park(ctx context.Context) error {
	err := l.place.park(ctx, "a message", l)
	l.waiting = forNothing
	return err
}

// wake lets the life go on, if it waits for reason.
func (l *life) wake(reason waitingFor) {
	if l.waiting == reason {
		l.place.wake()
	}
}

// serve handles messages, with ctx, until the actor is to stop or has failed, or until its wait is
// interrupted by an error, which it returns. It waits with own, which is ctx without what was added
// to it: that takes less time.
func (l *life) serve(ctx, own context.Context) error {
	for l.failure == nil && l.isLatest() && !l.dismissed() {
		switch {
		case l.stopping:
			return nil
		case l.Left() >= l.interleave():
			l.waiting = forRoom
		case l.mail.Len() == 0:
			l.waiting = forMail
		default:
			letter := l.mail.next()
			if _, poison := letter.Message.(*proto.PoisonPill); poison {
				l.stopping = true
				l.respond(letter, nil, nil)
				continue
			}
			l.begin(ctx, letter)
			continue
		}
		if err := l.park(own); err != nil {
			return err
		}
	}
	return nil
}

// interleave is how many messages the actor handles at a time, at most.
func (c *cell) interleave() int {
	if c.spec.Interleave < 0 {
		return math.MaxInt
	}
	return max(1, c.spec.Interleave)
}

// String describes what the life waits for.
func (l *life) String() string {
	if l.Left() > 0 {
		return describe("messages to "+l.name(), l.First())
	}
	return "a message to " + l.name()
}
