package supervise

import (
	"context"
	"fmt"
	"maps"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// With its ctx a handler can ask about the message that it handles and about the actor, and change
// how the actor goes on. A change fails with tasks.ErrForeignLoop when ctx carries a task of
// another loop.

// Self is the address of the actor that ctx belongs to, nil when it belongs to none. An actor stops
// itself by tasks.LoopOf(ctx).System().Root.Stop(Self(ctx)), or by Poison in place of Stop. It
// never suspends.
func Self(ctx context.Context) *tasks.PID {
	if l := lifeOf(ctx); l != nil {
		return l.endpoint.PID()
	}
	return nil
}

// Sender is the address of whoever sent the message that is handled with ctx, nil when nobody waits
// for an answer. It never suspends.
func Sender(ctx context.Context) *tasks.PID {
	if t := turnOf(ctx); t != nil {
		return t.letter.Sender
	}
	return nil
}

// Terminated is the message that tells an actor of the end of one that it watches: a *Terminated,
// whose Who is the address. It is protoactor's. See [Watch].
type Terminated = proto.Terminated

// WithHeaders is ctx with the headers of the messages that are asked and told with it. See
// [actor.WithHeaders]; the other side reads [Headers]. It never suspends.
func WithHeaders(ctx context.Context, headers map[string]string) context.Context {
	return actor.WithHeaders(ctx, headers)
}

// Headers are those of the message that is handled with ctx; they must not be changed. Whatever is
// asked or told with ctx carries them, too. It never suspends.
func Headers(ctx context.Context) map[string]string {
	headers := actor.HeadersOf(ctx)
	if headers[chainHeader] == "" {
		return headers
	}
	if len(headers) == 1 {
		return nil
	}
	headers = maps.Clone(headers)
	delete(headers, chainHeader)
	return headers
}

// elsewhere reports whether ctx carries a task of another loop than l. A thread of what runs on l
// may run such a task, by RunOn or Run, with the values of its own ctx. Any goroutine may call
// elsewhere.
func elsewhere(ctx context.Context, l *tasks.Loop) bool {
	of := actor.LoopOf(ctx)
	return of != nil && of != l
}

// checkHere returns tasks.ErrForeignLoop when ctx, which is the actor's, carries a task of another
// loop: that loop must not change the actor.
func (c *cell) checkHere(ctx context.Context) error {
	if elsewhere(ctx, c.loop) {
		return fmt.Errorf("the actor %s: %w", c.name(), tasks.ErrForeignLoop)
	}
	return nil
}

// lifeHere returns the life that ctx belongs to. It fails with ErrNoActor when there is none, and
// as checkHere does.
func lifeHere(ctx context.Context) (*life, error) {
	l := lifeOf(ctx)
	if l == nil {
		return nil, ErrNoActor
	}
	return l, l.checkHere(ctx)
}

// currentLife is lifeHere that also fails with ErrActorStopped, when the life is over or another
// has begun.
func currentLife(ctx context.Context) (*life, error) {
	l, err := lifeHere(ctx)
	switch {
	case err != nil:
		return nil, err
	case l.over || !l.isLatest():
		return nil, l.errOver()
	}
	return l, nil
}

// Stash puts the message that is handled with ctx aside, until [Unstash]. The handler's reply and
// error are ignored. It fails with ErrNoActor when ctx is not a handler's, or the handler has
// answered. It never suspends.
func Stash(ctx context.Context) error {
	t := turnOf(ctx)
	if t == nil {
		return ErrNoActor
	}
	if err := t.life.checkHere(ctx); err != nil {
		return err
	}
	if t.answered {
		return fmt.Errorf("the handler of %s has answered: %w any more", t.life.name(), ErrNoActor)
	}
	if !t.stashed {
		t.stashed = true
		if !t.life.turnedAway(t.letter) {
			t.life.mail.stash(t.letter)
		}
	}
	return nil
}

// Unstash makes the stashed messages the next ones to be handled, in the order in which they were
// stashed. It fails with ErrNoActor when ctx is not an actor's, and with ErrActorStopped when the
// life that ctx belongs to is over. It never suspends.
func Unstash(ctx context.Context) error {
	l, err := currentLife(ctx)
	if err != nil {
		return err
	}
	l.mail.unstash()
	l.cell.life.wake(forMail)
	return nil
}

// Become makes handle the handler of the actor's later messages, until [Unbecome] or a restart. The
// handler before it is kept: to replace that one, call Unbecome first. Become fails with ErrNoActor
// when ctx is not an actor's, with ErrActorStopped when the life that ctx belongs to is over, and
// with tasks.ErrNilFunc when handle is nil. It never suspends.
func Become(ctx context.Context, handle Handler) error {
	l, err := currentLife(ctx)
	switch {
	case err != nil:
		return err
	case handle == nil:
		return fmt.Errorf("Become of nil: %w", tasks.ErrNilFunc)
	}
	l.handlers = append(l.handlers, handle)
	return nil
}

// Unbecome goes back to the handler before the last [Become]; without one, it does nothing. It
// fails with ErrNoActor when ctx is not an actor's, and with ErrActorStopped when the life that ctx
// belongs to is over. It never suspends.
func Unbecome(ctx context.Context) error {
	l, err := currentLife(ctx)
	if err != nil {
		return err
	}
	if last := len(l.handlers) - 1; last > 0 {
		l.handlers[last] = nil // for the garbage collector
		l.handlers = l.handlers[:last]
	}
	return nil
}

// SpawnChild starts an actor as a child of the one that ctx belongs to. When that one stops, its
// children stop, too, in the reverse order of their start. It fails with ErrNoActor when ctx is not
// an actor's, with ErrActorStopped when the life that ctx belongs to is over, and as [Spawn] does.
// It never suspends.
func SpawnChild(ctx context.Context, a Actor) (*Ref, error) {
	l, err := lifeHere(ctx)
	if err != nil {
		return nil, err
	}
	if l.over {
		return nil, l.errOver()
	}
	r, err := spawn(ctx, l.loop, a, true)
	if err != nil {
		return nil, err
	}
	place := l.children.PushBack(r)
	r.task.OnDone(func() { l.children.Remove(place) })
	return r, nil
}

// Watch sends the actor that ctx belongs to a *proto.Terminated when who has ended. Watches outlast
// a restart, except those of the actor's own children, which the restart stops; if such a child had
// ended before, its *proto.Terminated may still come. When who is on another machine, it has to
// exist already: protoactor's remote drops the watch of an address that nobody has.
//
// It fails with ErrNoActor when ctx is not an actor's; with a [*tasks.DeadLetterError] when who is
// nil or has no address; with an error when who is the [Sender] of a tasks.Ask here, which tells
// nobody of its end; and with an error when the watch cannot be sent to another machine, because an
// address is not valid UTF-8. It never suspends.
func Watch(ctx context.Context, who *tasks.PID) error {
	l, err := lifeHere(ctx)
	if err != nil {
		return err
	}
	return l.watch(who)
}

// Unwatch takes [Watch] back. When who has ended before, its *proto.Terminated may still come: it
// waits in the mailbox, or is on its way. It fails with ErrNoActor when ctx is not an actor's. It
// never suspends.
func Unwatch(ctx context.Context, who *tasks.PID) error {
	l, err := lifeHere(ctx)
	if err != nil {
		return err
	}
	l.unwatch(who)
	return nil
}
