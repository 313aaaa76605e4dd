package supervise

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/refusal"
	"github.com/actorloom/actorloom/tasks"
)

// turn is one message that an actor handles, as a task.
//
//	state     entered by                                  left by
//	open      begin                                       the handler's return, or its task's end without one (to answered); Stash (to stashed)
//	answered  answer; ChildDropped, when the loop closes  never
//	stashed   Stash                                       never: another turn will have the message
type turn struct {
	life     *life
	outer    context.Context // the life's
	letter   actor.Letter
	headers  turnHeaders
	number   uint64 // in its mark; 0 if nobody can wait for its end: see chain.go
	before   string // the chain of the request: of those that wait for its answer; "" when nobody does
	began    bool   // run was called
	adopted  bool   // its task is a child of the life
	answered bool
	stashed  bool
	canceled bool // by the actor
	panicked bool
}

type turnKey struct{}

func turnOf(ctx context.Context) *turn {
	if ctx == nil {
		return nil
	}
	t, _ := ctx.Value(turnKey{}).(*turn)
	return t
}

// begin starts the task that handles a message.
func (l *life) begin(ctx context.Context, letter actor.Letter) {
	if _, timeout := letter.Message.(ReceiveTimeout); !timeout {
		l.silent = false
		l.mail.forgetSilence() // a silence is behind what comes back from the stash
	}
	t := &turn{life: l, outer: ctx, letter: letter}
	if letter.Sender != nil {
		t.before = letter.Headers[chainHeader]
	}
	if l.marksTurns() {
		// Now, and not when somebody wants the chain: that may be on any goroutine, and shortened
		// looks at what belongs to the loop.
		t.number, t.before = l.newTurn(), l.shortened(t.before)
	}
	var task *tasks.Task[struct{}]
	goexit.Guard(func() {
		// Not Go: the end of ctx ends the life, which ends its turns.
		task = tasks.GoOn((*turnContext)(t), l.loop, t.run, l.named)
	}, func() {
		if !t.answered && !t.stashed {
			t.answer(nil, tasks.ErrGoexit)
		}
	})
	l.turns[l.Adopt(task.Completion())] = t
	t.adopted, l.eager = true, nil
	cancelTimer(&l.timer) // it runs when the message comes from the stash, or has set it in an eager step
}

// cancelTurns cancels the messages under way.
func (l *life) cancelTurns() {
	for child := l.First(); child != nil; child = child.Next() {
		l.turns[child].canceled = true
		child.Of().Cancel("the actor stops")
	}
}

// run handles the message and answers whoever asked.
func (t *turn) run(ctx context.Context) (struct{}, error) {
	t.began = true
	if !t.adopted {
		t.life.eager = actor.Of(ctx)
	}
	reply, err := t.handle(ctx)
	switch {
	case t.stashed && !t.panicked:
		return struct{}{}, nil
	case !t.stashed:
		t.answer(reply, err)
	}
	switch {
	case t.panicked:
	case t.letter.Sender != nil:
		err = nil // the asker has it
	case refusal.Own(err):
		t.life.stray(t.letter, err)
		err = nil
	}
	return struct{}{}, err
}

// answer tells whoever asked. A cancellation by the actor becomes ErrActorStopped, since the asker
// must not take it for its own. So does a cancellation by a loop that shuts: a turn that is ready
// then ends before the actor has canceled it.
func (t *turn) answer(reply any, err error) {
	t.answered = true
	t.life.closeTurn()
	if (t.canceled || t.life.loop.Closing()) && tasks.IsCanceled(err) {
		err = t.life.errStopped()
	}
	t.life.respond(t.letter, reply, err)
}

// handle calls the handler, and turns a panic into an error.
func (t *turn) handle(ctx context.Context) (reply any, err error) {
	defer func() {
		if v := recover(); v != nil {
			t.panicked = true
			err = actor.NewPanicError(v)
		}
	}()
	handlers := t.life.handlers
	reply, err = handlers[len(handlers)-1](ctx, t.letter.Message)
	if err == ErrUnhandled { //nolint:errorlint // one that is wrapped says more already
		err = fmt.Errorf("%w: %s got %T", err, t.life.name(), t.letter.Message)
	}
	return reply, err
}

// ChildDone handles the end of a message's task.
func (l *life) ChildDone(child *actor.Child) {
	err := child.Of().Outcome()
	t := l.turns[child]
	delete(l.turns, child)
	if t.stashed {
		l.closeTurn()
	}
	if !t.answered && !t.stashed { // Goexit, or canceled before it began
		defer l.returnUnseen(t) // at last: a subscriber of the event stream may end the goroutine
		t.answer(nil, err)
	}
	canceled := tasks.IsCanceled(err)
	if canceled && !t.canceled {
		//nolint:errorlint // not %w: the actor itself is not canceled
		err = fmt.Errorf("a handler ended as canceled, and the actor had not canceled it: %v", err)
	}
	defer l.turnOver() // also when a handler of reports ends the goroutine
	switch {
	case err == nil, canceled && t.canceled:
	case l.failure == nil:
		l.failure = err
		l.place.wake()
	default:
		l.report("a message", err)
	}
}

// turnOver lets the life go on after the end of a message.
func (l *life) turnOver() {
	l.wake(forRoom)
	l.restartTimer()
	if l.Left() == 0 {
		l.wake(forLast)
	}
}

var _ actor.DroppedPolicy = (*life)(nil)

// ChildDropped answers whoever asked, in place of ChildDone, when the loop closes: it had to unwind
// the message's task.
func (l *life) ChildDropped(child *actor.Child) {
	t := l.turns[child]
	delete(l.turns, child)
	if !t.answered && !t.stashed {
		t.answered = true
		l.respond(t.letter, nil, l.errStopped())
		l.returnUnseen(t)
	}
}

// returnUnseen makes a dead letter of a message that no handler has seen, since its task was
// canceled before it began. Whoever asked has been told.
func (l *life) returnUnseen(t *turn) {
	if !t.began && t.letter.Sender == nil {
		l.giveBack(t.letter)
	}
}
