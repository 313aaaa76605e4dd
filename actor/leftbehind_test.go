package actor_test

import (
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// What is posted while a loop unwinds its tasks comes too late for its passes.

// leftBehind is a loop that has shut, and a value of what leave has put into its inbox then.
func leftBehind(t *testing.T, leave func(l *actor.Loop, value *[64]int) error) (l *actor.Loop, value weak.Pointer[[64]int]) {
	t.Helper()
	var event tasks.Event
	r := tasks.NewRunner(actor.VirtualClock(), actor.System(addresses), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	var left error
	tasks.GoOn(t.Context(), r.Loop(), refusesAndCleansUp(&event, func() {
		held := new([64]int)
		value = weak.Make(held)
		left = leave(r.Loop(), held)
	}))
	_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
	require.NoError(t, err)
	require.Error(t, r.Close())
	require.NoError(t, left)
	return r.Loop(), value
}

// holder is a receiver that nobody needs to tell anything.
type holder struct{ value *[64]int }

func (holder) Receive(actor.Message) {}

func TestALoopThatHasShutKeepsNoFunctionThatItDidNotCall(t *testing.T) {
	l, value := leftBehind(t, func(l *actor.Loop, value *[64]int) error {
		return l.Post(func() { value[0]++ })
	})
	require.True(t, collected(value))
	require.True(t, l.Closed())
}

func TestALoopThatHasShutKeepsNoReceiverThatItDidNotReach(t *testing.T) {
	l, value := leftBehind(t, func(l *actor.Loop, value *[64]int) error {
		return l.Send(holder{value}, actor.Call{})
	})
	require.True(t, collected(value))
	require.True(t, l.Closed())
}
