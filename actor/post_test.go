package actor_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/invariants"
)

// noting is a receiver that notes its turn.
type noting struct {
	order *[]string
	what  string
}

func (n noting) Receive(actor.Message) { *n.order = append(*n.order, n.what) }

// inOneRun posts functions to a loop that does not run yet, starts it, and waits
// for them.
func inOneRun(t *testing.T, l *actor.Loop, fns ...func()) {
	t.Helper()
	for _, fn := range fns {
		require.NoError(t, l.Post(fn))
	}
	_, err := l.Start()
	require.NoError(t, err)
	require.NoError(t, onLoop(t, l, actor.Yield))
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestPostedFunctionsKeepTheirPlaceAmongOtherMessages(t *testing.T) {
	l := actor.New(actor.System(addresses))
	var order []string
	post := func(what string) func() { return func() { order = append(order, what) } }
	require.NoError(t, l.Post(post("one")))
	require.NoError(t, l.Post(post("two")))
	require.NoError(t, l.Send(noting{&order, "three"}, actor.Call{}))
	require.NoError(t, l.Post(post("four")))
	require.NoError(t, l.Send(noting{&order, "five"}, actor.Call{}))
	require.NoError(t, l.Send(noting{&order, "six"}, actor.Call{}))
	inOneRun(t, l, post("seven"), post("eight"))
	require.Equal(t, []string{"one", "two", "three", "four", "five", "six", "seven", "eight"}, order)
}

func TestWhatAPostedFunctionCausesComesAfterThosePostedBefore(t *testing.T) {
	for mode, debug := range map[string]bool{"plain": false, "debug": true} {
		t.Run(mode, func(t *testing.T) {
			l := actor.New(actor.System(addresses), actor.Debug(debug), actor.OnReport(func(*actor.Loop, actor.Report) {}))
			var order []string
			post := func(what string) func() { return func() { order = append(order, what) } }
			inOneRun(t, l,
				func() { l.CallSoon(post("caused")) },
				post("one"), func() { panic("boom") },
				post("two"), runtime.Goexit,
				post("three"), func() { l.SetDebug(!debug) },
				post("four"))
			require.Equal(t, []string{"one", "two", "three", "four", "caused"}, order)
		})
	}
}

func TestEachPanicOfPostedFunctionsIsReported(t *testing.T) {
	var got reports
	l := actor.New(actor.System(addresses), actor.OnReport(got.take))
	inOneRun(t, l, func() { panic("one") }, func() {}, func() { panic("two") })
	all := got.list()
	require.Len(t, all, 2)
	require.EqualError(t, all[0].Err, "panic: one")
	require.EqualError(t, all[1].Err, "panic: two")
}

func TestEachPostedFunctionIsAStepOfItsOwnInDebugMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		l := actor.New(actor.System(addresses), actor.Debug(true), actor.SlowStep(time.Second), actor.OnReport(got.take))
		inOneRun(t, l, takes(900*time.Millisecond), takes(900*time.Millisecond), takes(1100*time.Millisecond))
		all := got.list()
		require.Len(t, all, 1)
		require.Contains(t, all[0].Message, "a step took 1.1s")
	})
}

// takes is a function that takes that long on the bubble's clock.
func takes(d time.Duration) func() { return func() { <-time.After(d) } }

func TestAPostAllocatesNothing(t *testing.T) {
	l := started(t, actor.Debug(false))
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		fn := func() {}
		n := testing.AllocsPerRun(1000, func() {
			_ = l.Post(fn)
			_ = actor.Yield(ctx)
		})
		if !invariants.Enabled { // the race detector allocates
			require.Zero(t, n)
		}
		return nil
	}))
}

func TestWhatIsPostedToAClosedLoopIsRefused(t *testing.T) {
	l := actor.New(actor.System(addresses))
	inOneRun(t, l, func() {})
	require.ErrorIs(t, l.Post(func() {}), actor.ErrLoopClosed)
	require.ErrorIs(t, l.Send(noting{}, actor.Call{}), actor.ErrLoopClosed)
}

// deaf is a receiver of what does not matter.
type deaf struct{}

func (deaf) Receive(actor.Message) {}

func TestTheInboxGivesBackTheRoomThatItNeedsNoMore(t *testing.T) {
	l := started(t)
	goOn := make(chan struct{})
	require.NoError(t, l.Post(func() { <-goOn }))
	for range 50_000 {
		require.NoError(t, l.Post(func() {}))
		require.NoError(t, l.Send(deaf{}, actor.Call{}))
	}
	close(goOn)
	for range 500 {
		require.NoError(t, onLoop(t, l, actor.Yield))
	}
	room := make(chan int, 1)
	require.NoError(t, l.Post(func() { room <- actor.InboxRoom(l) }))
	require.LessOrEqual(t, <-room, 4000)
}
