package supervise

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// turn is one message that an actor handles, as a task.
//
//	state     entered by                 left by
//	open      begin                      the handler's return (to answered), Stash (to stashed); the end of the task without a return (to answered)
//	answered  respond                    never
//	stashed   Stash                      never: another turn will have the message
type turn struct {
	life     *life
	letter   actor.Letter
	mark     string // in the chain of requests: this turn of this actor
	answered bool
	stashed  bool
	canceled bool // by the actor
	panicked bool
}

type turnKey struct{}

func turnOf(ctx context.Context) *turn {
	t, _ := ctx.Value(turnKey{}).(*turn)
	return t
}

// begin starts the task that handles a message.
func (l *life) begin(ctx context.Context, letter actor.Letter) {
	l.stopTimer() // what comes back from the stash was not delivered
	if _, timeout := letter.Message.(ReceiveTimeout); !timeout {
		l.silent = false
	}
	t := &turn{life: l, letter: letter}
	if l.places() == 1 {
		t.mark = l.newMark()
	}
	task := tasks.Go(t.context(ctx), t.run, tasks.Name(l.name()))
	l.turns[l.Adopt(task.Completion())] = t
}

// cancelTurns cancels the messages under way.
func (l *life) cancelTurns() {
	for child := l.First(); child != nil; child = child.Next() {
		l.turns[child].canceled = true
		child.Of().Cancel("the actor stops")
	}
}

// context is what the handler is given: the message's headers, and the chain of
// requests with this actor at its end.
func (t *turn) context(ctx context.Context) context.Context {
	headers := t.letter.Headers
	chain := headers[chainHeader]
	if t.letter.Sender == nil {
		chain = ""
	}
	if t.mark != "" {
		chain = strings.TrimPrefix(chain+chainLink+t.mark, chainLink)
	}
	if chain != headers[chainHeader] {
		own := make(map[string]string, len(headers)+1)
		maps.Copy(own, headers)
		own[chainHeader] = chain
		headers = own
	}
	return actor.WithHeaders(context.WithValue(ctx, turnKey{}, t), headers)
}

// run handles the message and answers whoever asked.
func (t *turn) run(ctx context.Context) (struct{}, error) {
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
	case errors.Is(err, ErrUnhandled):
		t.life.endpoint.Return(t.letter) // a stray message is no failure
		err = nil
	}
	return struct{}{}, err
}

// answer tells whoever asked. A cancellation by the actor is an error there: an
// asker must not take it for its own.
func (t *turn) answer(reply any, err error) {
	t.answered = true
	if t.canceled && tasks.IsCanceled(err) {
		err = t.life.errStopped()
	}
	t.life.respond(t.letter, reply, err)
}

// handle calls the handler; a panic is an error.
func (t *turn) handle(ctx context.Context) (reply any, err error) {
	defer func() {
		if v := recover(); v != nil {
			t.panicked = true
			err = actor.NewPanicError(v)
		}
	}()
	handlers := t.life.handlers
	return handlers[len(handlers)-1](ctx, t.letter.Message)
}

func (c *cell) respond(letter actor.Letter, reply any, err error) {
	if letter.Sender == nil {
		return
	}
	if reply = tasks.Reply(c.loop, letter.Sender, reply, err); reply == nil {
		reply = tasks.NoReply{}
	}
	c.loop.Respond(letter.Sender, reply)
}

// ChildDone takes note of the end of a message's task.
func (l *life) ChildDone(child *actor.Child) {
	err := child.Of().Outcome()
	t := l.turns[child]
	delete(l.turns, child)
	if !t.answered && !t.stashed { // Goexit, or canceled before it began
		t.answer(nil, err)
	}
	canceled := tasks.IsCanceled(err)
	if canceled && !t.canceled {
		//nolint:errorlint // not %w: the actor itself is not canceled
		err = fmt.Errorf("a handler ended as canceled, and the actor had not canceled it: %v", err)
	}
	switch {
	case err == nil, canceled && t.canceled:
	case l.failure == nil:
		l.failure = err
		l.wake(forNothing)
	default:
		l.report("a message", err)
	}
	l.wake(forPlace)
	l.restartTimer()
	if l.Left() == 0 {
		l.wake(forLast)
	}
}

// Stash puts the message that ctx handles aside, until [Unstash]. The handler's
// reply and error are ignored. It fails with ErrNoActor when ctx is no handler's, or
// that has returned. It never suspends.
func Stash(ctx context.Context) error {
	t := turnOf(ctx)
	if t == nil || t.answered {
		return ErrNoActor
	}
	if !t.stashed {
		t.stashed = true
		t.life.mail.stash(t.letter)
	}
	return nil
}

// Unstash lets everything that was put aside be handled next, in the order in
// which it was stashed. It fails with ErrNoActor when ctx is no actor's. It never
// suspends.
func Unstash(ctx context.Context) error {
	l := lifeOf(ctx)
	if l == nil {
		return ErrNoActor
	}
	l.mail.unstash()
	l.cell.life.wake(forMail)
	return nil
}

// Become lets handle handle the actor's later messages, until [Unbecome]. It fails
// with ErrNoActor when ctx is no actor's, and with tasks.ErrNilFunc. It never
// suspends.
func Become(ctx context.Context, handle Handler) error {
	l := lifeOf(ctx)
	switch {
	case l == nil:
		return ErrNoActor
	case handle == nil:
		return tasks.ErrNilFunc
	}
	l.handlers = append(l.handlers, handle)
	return nil
}

// Unbecome goes back to the handler before the last [Become]; without one, it does
// nothing. It fails with ErrNoActor when ctx is no actor's. It never suspends.
func Unbecome(ctx context.Context) error {
	l := lifeOf(ctx)
	if l == nil {
		return ErrNoActor
	}
	if len(l.handlers) > 1 {
		l.handlers = l.handlers[:len(l.handlers)-1]
	}
	return nil
}

// SpawnChild starts an actor that stops when the one that handles a message with
// ctx does, in the reverse order of their start. It fails with ErrNoActor when ctx is
// no actor's, with ErrActorStopped when its life is over, and as [Spawn] does. It never
// suspends.
func SpawnChild(ctx context.Context, a Actor) (*Ref, error) {
	l := lifeOf(ctx)
	if l == nil {
		return nil, ErrNoActor
	}
	if l.over {
		return nil, ErrActorStopped
	}
	r, err := SpawnOn(context.WithoutCancel(ctx), l.loop, a)
	if err != nil {
		return nil, err
	}
	l.children = append(l.children, r)
	r.task.OnDone(func() { l.forgetChild(r) })
	return r, nil
}

// Watch lets the actor that handles a message with ctx get a *proto.Terminated
// when who has ended. It fails with ErrNoActor when ctx is no actor's. It never
// suspends.
func Watch(ctx context.Context, who *proto.PID) error {
	l := lifeOf(ctx)
	if l == nil {
		return ErrNoActor
	}
	l.endpoint.Watch(who)
	return nil
}

// Unwatch takes [Watch] back. It fails with ErrNoActor when ctx is no actor's. It
// never suspends.
func Unwatch(ctx context.Context, who *proto.PID) error {
	l := lifeOf(ctx)
	if l == nil {
		return ErrNoActor
	}
	l.endpoint.Unwatch(who)
	return nil
}
