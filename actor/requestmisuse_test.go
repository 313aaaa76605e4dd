package actor_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// silent is a letterbox that answers nobody.
type silent struct{}

func (silent) Deliver(actor.Letter) {}
func (silent) Told(any)             {}

// waiter waits for an answer, and counts what it gets.
type waiter struct{ calls, dropped int }

func (w *waiter) Receive(actor.Message) { w.calls++ }
func (w *waiter) Dropped()              { w.dropped++ }

// asking is a loop that asks, and the address of somebody who does not answer.
func asking(t *testing.T, body func(l *actor.Loop, to *proto.PID)) {
	t.Helper()
	l := actor.New(actor.VirtualClock(), actor.System(addresses))
	e := l.Register("", silent{})
	defer e.Retire()
	body(l, e.PID())
	require.NoError(t, l.Shutdown(context.Background()))
}

// It ran for ever: the count of open requests was too low by those, so that the table never grew.
func TestARequestThatWasNotAskedCanBeForgotten(t *testing.T) {
	all := make([]waiter, 40)
	asking(t, func(l *actor.Loop, to *proto.PID) {
		for range len(all) {
			l.Forget(&actor.Request{})
			l.TakeAnswer(&actor.Request{})
		}
		for i := range all {
			require.NoError(t, l.Ask(&actor.Request{}, &all[i], to, "anything", nil))
		}
	})
	for i := range all {
		require.Equal(t, waiter{dropped: 1}, all[i])
	}
}

func TestARequestIsAskedOnce(t *testing.T) {
	var who waiter
	asking(t, func(l *actor.Loop, to *proto.PID) {
		var r actor.Request
		require.NoError(t, l.Ask(&r, &who, to, "anything", nil))
		require.ErrorIs(t, l.Ask(&r, &who, to, "anything", nil), actor.ErrInvalidState)
	})
	require.Equal(t, waiter{dropped: 1}, who)
}

func TestARequestNeedsAnAddressAndSomebodyWhoWaits(t *testing.T) {
	asking(t, func(l *actor.Loop, to *proto.PID) {
		var nobody *actor.DeadLetterError
		require.ErrorAs(t, l.Ask(&actor.Request{}, &waiter{}, nil, "anything", nil), &nobody)
		require.ErrorIs(t, l.Ask(&actor.Request{}, nil, to, "anything", nil), actor.ErrInvalidState)
	})
}
