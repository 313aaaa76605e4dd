package supervise

import (
	"context"
	"fmt"
	"maps"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// What a handler can do with its ctx: ask about the message that it handles, and about
// the actor, and change how that goes on. To change it, ctx may not carry a task of another loop:
// that is tasks.ErrForeignLoop.

// Self is the address of the actor that ctx belongs to, nil when ctx is no actor's. An actor stops
// itself by tasks.LoopOf(ctx).System().Root.Stop(Self(ctx)), or Poison in place of Stop. It never
// suspends.
func Self(ctx context.Context) *proto.PID {
	if l := lifeOf(ctx); l != nil {
		return l.endpoint.PID()
	}
	return nil
}

// Sender is the address of whoever sent the message that ctx handles, nil when
// nobody waits for an answer. It never suspends.
func Sender(ctx context.Context) *proto.PID {
	if t := turnOf(ctx); t != nil {
		return t.letter.Sender
	}
	return nil
}

// Headers are those of the message that ctx handles; they are not to be changed. What is
// asked or told with ctx carries them on. It never suspends.
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

// elsewhere reports whether ctx carries a task of another loop than l: a thread of what runs on l
// may run one, by RunOn or Run, with the values of its own ctx. Any goroutine may call it.
func elsewhere(ctx context.Context, l *tasks.Loop) bool {
	of := actor.LoopOf(ctx)
	return of != nil && of != l
}

// checkHere is tasks.ErrForeignLoop when ctx, which is the actor's, is elsewhere: the actor is not
// that loop's to change.
func (c *cell) checkHere(ctx context.Context) error {
	if elsewhere(ctx, c.loop) {
		return fmt.Errorf("the actor %s: %w", c.name(), tasks.ErrForeignLoop)
	}
	return nil
}

// lifeHere is the life that ctx is of. It fails with ErrNoActor, and as checkHere does.
func lifeHere(ctx context.Context) (*life, error) {
	l := lifeOf(ctx)
	if l == nil {
		return nil, ErrNoActor
	}
	return l, l.checkHere(ctx)
}

// currentLife is lifeHere. It fails, too, with ErrActorStopped when that is over, or when another has
// begun.
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

// Stash puts the message that ctx handles aside, until [Unstash]. The handler's
// reply and error are ignored. It fails with ErrNoActor when ctx is no handler's, or that
// of one that has answered. It never suspends.
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

// Unstash lets everything that was put aside be handled next, in the order in
// which it was stashed. It fails with ErrNoActor when ctx is no actor's, and with ErrActorStopped
// when that life of the actor is over. It never suspends.
func Unstash(ctx context.Context) error {
	l, err := currentLife(ctx)
	if err != nil {
		return err
	}
	l.mail.unstash()
	l.cell.life.wake(forMail)
	return nil
}

// Become lets handle handle the actor's later messages, until [Unbecome] or a restart. It
// keeps the handler before it: to replace that one, call Unbecome first. It fails with
// ErrNoActor when ctx is no actor's, with ErrActorStopped when that life of the actor is over,
// and with tasks.ErrNilFunc. It never suspends.
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

// Unbecome goes back to the handler before the last [Become]; without one, it does
// nothing. It fails with ErrNoActor when ctx is no actor's, and with ErrActorStopped when that
// life of the actor is over. It never suspends.
func Unbecome(ctx context.Context) error {
	l, err := currentLife(ctx)
	if err != nil {
		return err
	}
	if last := len(l.handlers) - 1; last > 0 {
		l.handlers[last] = nil // let the collector have it
		l.handlers = l.handlers[:last]
	}
	return nil
}

// SpawnChild starts an actor that stops when the one that ctx is of does, in the reverse
// order of their start. It fails with ErrNoActor when ctx is no actor's, with ErrActorStopped
// when its life is over, and as [Spawn] does. It never suspends.
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

// Watch lets the actor that ctx belongs to get a *proto.Terminated when who has ended. Watches
// outlast a restart, except those of the actor's own children, which the restart stops; when such a
// child had ended before, its *proto.Terminated may still come. On another machine, who has to
// exist already: protoactor's remote drops the watch of an address that nobody has.
//
// It fails with ErrNoActor when ctx is no actor's; with a [*tasks.DeadLetterError] when who is nil
// or has no address; with an error when who is the [Sender] of a tasks.Ask here, which tells nobody
// of its end; and with an error when the watch cannot be sent to another machine, because an
// address is not valid UTF-8. It never suspends.
func Watch(ctx context.Context, who *proto.PID) error {
	l, err := lifeHere(ctx)
	if err != nil {
		return err
	}
	return l.watch(who)
}

// Unwatch takes [Watch] back. When who has ended before, its *proto.Terminated may still
// come: it waits in the mailbox, or is on its way. It fails with ErrNoActor when ctx is no
// actor's. It never suspends.
func Unwatch(ctx context.Context, who *proto.PID) error {
	l, err := lifeHere(ctx)
	if err != nil {
		return err
	}
	l.unwatch(who)
	return nil
}
