package supervise

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/actor"
)

// The receive timeout of a life.
//
//	state     entered by                                  left by
//	off       a new life; SetReceiveTimeout of zero;      SetReceiveTimeout
//	          quiet
//	counting  restartTimer, when the actor has nothing    the timer (to silent), a message (to busy)
//	          to do
//	busy      a message that comes or is begun            the end of the last (to counting)
//	silent    the timer, which puts a silence into the    the start of any message but a ReceiveTimeout, whose
//	          mailbox                                     turn is part of the silence (to busy)
//
// SetReceiveTimeout (to counting, busy or off) and quiet (to off) may come in any state. The
// silence becomes a ReceiveTimeout when its turn comes; whatever leaves the state silent before
// that takes the silence out of the mailbox.

// ReceiveTimeout is the message that an actor gets when it has had no other for as
// long as [SetReceiveTimeout] said.
type ReceiveTimeout struct{}

// SetReceiveTimeout sends the actor that ctx belongs to a [ReceiveTimeout] when it has had no
// message to handle for d, by the loop's clock, once in each silence. A d of zero or less ends
// that, and so does the end of the actor's life. It fails with ErrNoActor when ctx is not an
// actor's, and with ErrActorStopped when the life that ctx belongs to is over. It never suspends.
func SetReceiveTimeout(ctx context.Context, d time.Duration) error {
	l, err := currentLife(ctx)
	if err != nil {
		return err
	}
	l.receiveTimeout, l.silent = max(0, d), false
	l.mail.forgetSilence()
	l.restartTimer()
	return nil
}

// restartTimer makes the timer count from now, unless the actor has something to do.
func (l *life) restartTimer() {
	cancelTimer(&l.timer)
	if l.receiveTimeout > 0 && !l.silent && !l.retired && l.Left() == 0 && l.mail.Len() == 0 {
		l.timer = l.loop.CallLater(l.receiveTimeout, func() {
			l.timer, l.silent = nil, true
			l.mail.addSilence()
			l.wake(forMail)
		})
	}
}

// quiet ends the receive timeout, because the life ends or another one has begun.
func (l *life) quiet() {
	l.receiveTimeout = 0
	cancelTimer(&l.timer)
	if l.isLatest() {
		l.mail.forgetSilence()
	}
}

// silence is a ReceiveTimeout that the timer has put into the mailbox. Its type tells it
// apart from one that somebody has sent.
type silence struct{}

func (m *mailbox) addSilence() {
	m.silences++
	m.push(actor.Letter{Message: silence{}})
}

// forgetSilence takes out what the timer has put in.
func (m *mailbox) forgetSilence() {
	if m.silences > 0 {
		m.silences = 0
		m.take(func(l actor.Letter) bool { _, silent := l.Message.(silence); return silent })
	}
}
