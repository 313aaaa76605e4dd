package supervise

import (
	"container/list"
	"context"
	"fmt"
	"math"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/headerkey"
	"github.com/actorloom/actorloom/tasks"
)

// life is one life of a cell: a coroutine over the mailbox. Each message is a child
// task of it. A supervisor may abandon a life that does not end, and begin the next:
// then the old one gets no more messages, and ends beside it.
//
//	state     entered by           left by
//	starting  newLife              the return of OnStarted (to serving; to ending, with an error)
//	serving   live                 a stop, a failure, a cancellation, the next life (to ending)
//	ending    takeNoMore           the end of its messages and of its children (to over)
//	over      endLife; see newCell never
//
// A Goexit of a hook leads from any of them to over. Before the first life a cell has one that is over.
type life struct {
	actor.Supervisor // of the messages that are handled
	*cell
	fiber          *actor.Fiber
	outside        context.Context // see inside
	place          place
	waiting        waitingFor
	handlers       []Handler
	children       list.List // of *Ref, in the order of their start
	receiveTimeout time.Duration
	timer          *actor.Callback
	silent         bool // the timer has rung, and nothing was handled since
	failure        error
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

// currentLife is the life that ctx is of. It fails with ErrActorStopped when that is over, or
// when another has begun.
func currentLife(ctx context.Context) (*life, error) {
	l := lifeOf(ctx)
	switch {
	case l == nil:
		return nil, ErrNoActor
	case l.over || !l.isLatest():
		return nil, ErrActorStopped
	}
	return l, nil
}

// live is one life of the actor, from its start to its stop or its failure.
func (c *cell) live(ctx context.Context) error {
	l, err := c.newLife(ctx)
	if err != nil {
		return err
	}
	defer l.endLife()
	own := ctx
	// Who spawned it may have been handling a message: that is not this actor's.
	ctx = context.WithValue(ctx, turnKey{}, (*turn)(nil))
	if actor.HeadersOf(ctx) != nil {
		ctx = context.WithValue(ctx, headerkey.Key{}, nil) // WithHeaders would keep the chain
	}
	ctx = l.inside(context.WithValue(ctx, lifeKey{}, l))
	ending := l.inside(context.WithoutCancel(ctx))
	c.mail.unstash()
	if err := l.hook(ctx, c.spec.OnStarted); err != nil {
		l.takeNoMore()
		l.stopChildren(ending)
		l.forgetStop(ctx, err)
		return err
	}
	if c.supervised {
		Ready(ctx) // else ctx may be that of a child which spawned this
	}
	if l.isLatest() {
		l.mail.forgetSilence() // a slow start is none
	}
	l.silent = false
	l.restartTimer()
	return l.end(ending, own, l.serve(ctx, own))
}

// newLife makes a new life the actor's. One that was canceled and has not ended goes on
// without messages.
func (c *cell) newLife(ctx context.Context) (*life, error) {
	f, err := actor.Running(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case f.Loop() != c.loop:
		return nil, fmt.Errorf("the actor %s: %w", c.name(), tasks.ErrForeignLoop)
	case c.retired:
		return nil, fmt.Errorf("the actor %s: its address has ended, with the task that called Child or the supervisor whose Add took it", c.name())
	case c.runs():
		return nil, fmt.Errorf("the actor %s runs already", c.name())
	case !c.life.over:
		c.doubled.Store(true)
		c.life.quiet()
		c.life.place.wake() // it may have forgotten its cancellation, and wait for a message
	}
	l := &life{cell: c, fiber: f, handlers: []Handler{c.spec.Handle}}
	l.outside, _ = outsideOf(f.Context())
	l.Supervise(c.loop, l)
	c.life, c.closed = l, false
	return l, nil
}

// runs reports whether the latest life goes on and was not canceled.
func (c *cell) runs() bool { return !c.life.over && c.life.fiber.Canceling() == 0 }

// dismissed reports whether the life goes on, although it was canceled and its mailbox is closed.
func (l *life) dismissed() bool { return l.closed && !l.over && l.fiber.Canceling() > 0 }

// isLatest reports whether no other life has begun since.
func (l *life) isLatest() bool { return l.cell.life == l }

// park suspends the life until there is something to do.
func (l *life) park(ctx context.Context) error {
	err := l.place.park(ctx, "a message", l)
	l.waiting = forNothing
	return err
}

// wake lets the life go on, if it waits for just that.
func (l *life) wake(reason waitingFor) {
	if l.waiting == reason {
		l.place.wake()
	}
}

// serve handles messages, with ctx, until the actor is to stop or has failed. Meanwhile it waits
// with own, ctx without what was added to it, which takes less time.
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
				continue
			}
			l.begin(ctx, letter)
			continue
		}
		if err := l.park(own); err != nil {
			return err
		}
	}
	return l.failure
}

// interleave is how many messages the actor handles at a time, at most.
func (c *cell) interleave() int {
	if c.spec.Interleave < 0 {
		return math.MaxInt
	}
	return max(1, c.spec.Interleave)
}

// end waits for the end of the messages under way, and then of the children, and calls the
// hooks. After a failure or a cancellation, err, it cancels the messages. Without one it waits with
// own, whose end is one.
func (l *life) end(ctx, own context.Context, err error) error {
	goexit.Guard(func() { l.windUp(ctx, own, &err) }, func() { l.reportHook("", err) }) // a hook's Goexit: nobody gets err
	return err
}

// windUp is end. It keeps *why, what the actor ends with, up to date.
func (l *life) windUp(ctx, own context.Context, why *error) {
	l.takeNoMore()
	if *why != nil {
		own = ctx // one end of a derived context is enough
		l.cancelTurns()
	}
	for l.Left() > 0 {
		l.waiting = forLast
		if again := l.park(own); again != nil {
			own = ctx
			l.cancelTurns()
			if *why == nil {
				*why = again
			}
		}
	}
	switch {
	case l.failure == nil:
	case *why == nil:
		*why = l.failure // of the last message before a stop
	case tasks.IsCanceled(*why):
		l.report("a message", l.failure)
	}
	if l.failure != nil && l.supervised && l.isLatest() && l.spec.OnRestarting != nil {
		again := l.hook(ctx, func(ctx context.Context) error { return l.spec.OnRestarting(ctx, l.failure) })
		l.reportHook("OnRestarting", again)
	}
	for _, h := range []struct {
		name string
		fn   func(context.Context) error
	}{{"OnStopping", l.spec.OnStopping}, {"OnStopped", l.spec.OnStopped}} {
		failed := l.hook(ctx, h.fn)
		l.stopChildren(ctx)
		if *why == nil {
			*why = failed
		} else {
			l.reportHook(h.name, failed)
		}
	}
	l.forgetStop(ctx, *why)
}

// forgetStop forgets a Stop that has had its effect. After an error it has not: it stays for
// the next life, and ends it at once, so that the child is not started again. But a permanent
// child is started again after a Stop, too, so there this end is enough.
func (l *life) forgetStop(ctx context.Context, err error) {
	r, _ := ctx.Value(readyKey{}).(*childRun)
	startsAgain := r != nil && r.of.Restart == Permanent
	if l.isLatest() && (err == nil || startsAgain) {
		l.stopping = false
	}
}

// takeNoMore begins the end. It returns the messages that wait, if no other life will handle
// them; else it refuses those that this life would wait for: see waitsFor.
func (l *life) takeNoMore() {
	l.ending = true
	switch {
	case !l.supervised:
		l.close()
	case l.isLatest() && l.waitsForAny():
		for _, letter := range l.mail.take(l.waitsFor) {
			l.respond(letter, nil, l.errStopped())
		}
	}
}

// endLife forgets what belongs to the life. It still has children when it ended by a
// Goexit: they stop on their own.
func (l *life) endLife() {
	l.over = true
	l.quiet()
	for e := l.children.Back(); e != nil; e = l.children.Back() {
		l.children.Remove(e).(*Ref).Stop()
	}
}

// stopChildren stops the children, the latest first, each when the one before has
// stopped. A cancellation does not hurry it.
func (l *life) stopChildren(ctx context.Context) {
	for e := l.children.Back(); e != nil; e = l.children.Back() {
		last := e.Value.(*Ref)
		last.Stop()
		for !last.task.Finished() {
			_, _ = Shield[struct{}](ctx, last.task).Await(ctx) // its failure is reported at its end
		}
		l.children.Remove(e)
	}
}

// String is the actor for people to read.
func (l *life) String() string {
	if l.Left() > 0 {
		return describe("messages to "+l.name(), l.First())
	}
	return "a message to " + l.name()
}
