package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestWhatIsHeldIsNoDeadlock(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		c := promise(l)
		h := &actor.Hold{Name: "a channel"}
		l.Hold(h)
		l.CallSoon(func() {
			go func() {
				_ = l.Post(func() {
					l.Release(h)
					c.Settle(nil)
				})
			}()
		})
		return c.Await(ctx)
	}))
}

func TestShutdownWaitsForThreadsAndNotForOtherHolds(t *testing.T) {
	l := actor.New()
	thread, channel := &actor.Hold{Name: "a thread", Thread: true}, &actor.Hold{Name: "a channel"}
	l.Hold(channel)
	l.Hold(thread)
	released := false
	go func() {
		_ = l.Post(func() {
			released = true
			l.Release(thread)
			l.Release(thread) // twice is once
		})
	}()
	require.NoError(t, l.Shutdown(t.Context()))
	require.True(t, released)
}

func TestHoldsCanBeReleasedInAnyOrder(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		l := actor.New(actor.VirtualClock())
		holds := []*actor.Hold{{Thread: true}, {Thread: true}, {Thread: true}}
		for _, h := range holds {
			l.Hold(h)
		}
		for _, i := range order {
			l.Release(holds[i])
			l.Release(holds[i])
		}
		require.NoError(t, l.Shutdown(t.Context()), "nothing is left to wait for")
	}
}
