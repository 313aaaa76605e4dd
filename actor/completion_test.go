package actor_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// promise is a Completion that nobody owns.
func promise(l *actor.Loop) *actor.Completion {
	c := &actor.Completion{}
	c.Init(l, nil)
	return c
}

func TestWatchersAreToldInTheOrderInWhichTheyCame(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		c := promise(actor.LoopOf(ctx))
		var order []int
		for i := range 4 {
			c.OnDone(func() { order = append(order, i) })
		}
		require.True(t, c.Settle(nil))
		require.Empty(t, order, "in a later pass")
		c.OnDone(func() { order = append(order, 4) })
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, []int{0, 1, 2, 3, 4}, order)
		return nil
	}))
}

func TestAStoppedWatchIsNotTold(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		c := promise(actor.LoopOf(ctx))
		var order []int
		var watches []*actor.Watch
		for i := range 5 {
			watches = append(watches, c.OnDone(func() { order = append(order, i) }))
		}
		for _, i := range []int{0, 2, 4} { // the first, one in the middle, the last
			require.True(t, watches[i].Stop())
			require.False(t, watches[i].Stop(), "it was stopped before")
		}
		c.Settle(nil)
		require.False(t, watches[1].Stop(), "it was posted already")
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, []int{1, 3}, order)
		return nil
	}))
}

func TestACompletionEndsOnce(t *testing.T) {
	for name, c := range map[string]struct {
		end                func(c *actor.Completion) bool
		finished, canceled bool
	}{
		"Settle":      {func(c *actor.Completion) bool { return c.Settle(nil) }, true, false},
		"Cancel":      {func(c *actor.Completion) bool { return c.Cancel("") }, true, true},
		"EndCanceled": {func(c *actor.Completion) bool { return c.EndCanceled(&actor.CanceledError{}) }, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := promise(actor.New())
			require.False(t, p.Finished())
			require.True(t, c.end(p))
			require.Equal(t, c.finished, p.Finished())
			require.Equal(t, c.canceled, p.Canceled())
			require.False(t, p.Settle(nil))
			require.False(t, p.Cancel(""))
			require.False(t, p.EndCanceled(nil))
		})
	}
}

// refuser is an owner that has nothing left to cancel.
type refuser struct{ asked []string }

func (r *refuser) Cancel(msg string) bool { r.asked = append(r.asked, msg); return false }
func (r *refuser) String() string         { return "a refuser" }

func TestACancellationGoesToTheOwner(t *testing.T) {
	var owner refuser
	var c actor.Completion
	c.Init(actor.New(), &owner)
	require.False(t, c.Cancel("please"))
	require.Equal(t, []string{"please"}, owner.asked)
	require.False(t, c.Finished())
	require.Equal(t, "a refuser", c.Describe())
}

func TestTheDoneChannelIsOneForAll(t *testing.T) {
	c := promise(actor.New())
	before := c.Done()
	require.Equal(t, before, c.Done())
	select {
	case <-before:
		t.Fatal("closed before the end")
	default:
	}
	c.Settle(nil)
	<-before
	<-c.Done()
}

// Many goroutines ask for the channel while the loop ends what they ask: each
// gets one that is closed, whoever comes first.
func TestTheDoneChannelIsClosedForWhoeverAsksDuringTheEnd(t *testing.T) {
	l := started(t)
	for range 200 {
		c := promise(l)
		var asking sync.WaitGroup
		for range 3 {
			asking.Go(func() {
				<-c.Done()
				if !c.Finished() || c.Err() != nil {
					t.Error("closed before the end")
				}
			})
		}
		require.NoError(t, l.Post(func() { c.Settle(nil) }))
		asking.Wait()
	}
}

func TestAnAbandonedCompletionHasEndedForEverybody(t *testing.T) {
	c := promise(actor.New())
	done := c.Done()
	c.Abandon(actor.ErrLoopClosed)
	<-done
	require.True(t, c.Finished())
	require.False(t, c.Canceled())
	require.ErrorIs(t, c.Err(), actor.ErrLoopClosed)
}

func TestAnAwaitReturnsWhatACompletionEndedWith(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		c := promise(l)
		l.CallSoon(func() { c.Settle(errLost) })
		require.ErrorIs(t, c.Await(ctx), errLost)
		require.ErrorIs(t, c.Await(ctx), errLost, "again, without a suspension")
		require.Same(t, l, c.Loop())
		return nil
	}))
}

func TestAnAwaitOfAnotherLoopIsRefused(t *testing.T) {
	other := promise(actor.New())
	require.NoError(t, run(t, func(ctx context.Context) error {
		require.ErrorIs(t, other.Await(ctx), actor.ErrForeignLoop)
		return nil
	}))
}
