package actor_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// A canceled timer stays in the heap for a while, where nobody may notice it.

func TestCanceledTimersKeepNoDeadlockFromBeingFound(t *testing.T) {
	var event tasks.Event
	err := run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		began := l.Now()
		var set []*actor.Callback
		for i := range 50 {
			set = append(set, l.CallLater(time.Duration(50-i)*time.Second, func() { t.Error("called") }))
		}
		for _, c := range set {
			c.Cancel()
		}
		l.CallLater(time.Second, func() { require.Equal(t, time.Second, l.Now().Sub(began)) })
		return event.Wait(ctx)
	})
	require.Contains(t, waits(t, err), "Task-1")
}

func TestASleepAfterACanceledOneEndsAtItsOwnTime(t *testing.T) {
	for _, then := range []time.Duration{time.Second, time.Hour} {
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			tasks.Go(ctx, tasks.After(time.Millisecond, 1)) // another timer is first
			self := tasks.Current(ctx)
			l.CallSoon(func() { self.Cancel() })
			require.ErrorIs(t, actor.Sleep(ctx, time.Minute), tasks.ErrCanceled)
			began := l.Now()
			require.NoError(t, actor.Sleep(ctx, then))
			require.Equal(t, then, l.Now().Sub(began))
			return nil
		}))
	}
}

func TestACallbackCanBeCanceledAgainAndAfterItsCall(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		calls := 0
		at := l.Now().Add(time.Second)
		called := l.CallAt(at, func() { calls++ })
		taken := l.CallAt(at, func() { t.Error("called") })
		taken.Cancel()
		taken.Cancel()
		require.NoError(t, actor.Sleep(ctx, time.Minute))
		l.CallLater(time.Minute, func() { calls++ }) // has the ticket of one of them
		called.Cancel()
		taken.Cancel()
		require.NoError(t, actor.Sleep(ctx, time.Hour))
		require.Equal(t, 2, calls)
		require.Equal(t, at, called.When())
		require.Equal(t, at, taken.When())
		return nil
	}))
}

func TestTimersFireInOrderWhateverIsCanceledAmongThem(t *testing.T) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 0))
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			last, fired, want := -1, 0, 0
			lastAt := l.Now()
			for i := range 2000 {
				c := l.CallLater(time.Duration(r.IntN(40))*time.Second, func() {
					if l.Now().Equal(lastAt) {
						require.Greater(t, i, last)
					}
					require.False(t, l.Now().Before(lastAt))
					last, lastAt = i, l.Now()
					fired++
				})
				if r.IntN(3) > 0 {
					c.Cancel()
				} else {
					want++
				}
			}
			require.NoError(t, actor.Sleep(ctx, time.Hour))
			require.Equal(t, want, fired)
			return nil
		}))
	}
}
