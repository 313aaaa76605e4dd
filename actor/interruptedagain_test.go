package actor_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// refusal is a task that awaits under within, for an hour, what refuses every request. asked is how
// many came.
func refusal(ctx, within context.Context) (asked func() int) {
	l, owner := actor.LoopOf(ctx), &refuser{}
	end := tasks.SupervisedFuture[int](l, owner)
	l.CallLater(time.Hour, func() { _ = end.SetResult(1) })
	tasks.Go(ctx, func(ctx context.Context) (int, error) { return end.Await(under{ctx, within}) })
	return func() int { return len(owner.asked) }
}

// under carries the task of its Context, and ends with another.
type under struct {
	context.Context
	ends context.Context
}

func (u under) Done() <-chan struct{}                  { return u.ends.Done() }
func (u under) Err() error                             { return u.ends.Err() }
func (u under) Deadline() (time.Time, bool)            { return u.ends.Deadline() }
func (u under) AfterFunc(fn func()) (stop func() bool) { return context.AfterFunc(u.ends, fn) }

func letPass(t *testing.T, ctx context.Context, n int) {
	t.Helper()
	for range n {
		require.NoError(t, actor.Yield(ctx))
	}
}

func TestTheEndOfAPassAsksWhatRefusesTheEndOfAContextOnce(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within, end := context.WithCancel(ctx)
		asked := refusal(ctx, within)
		letPass(t, ctx, 2)
		end()
		letPass(t, ctx, 10)
		require.Equal(t, 1, asked())
		return nil
	}))
}

func TestTheEndOfAPassAsksAgainWhatHasRefusedTheEndOfAContextAtOnce(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within, end := context.WithCancel(ctx)
		end()
		asked := refusal(ctx, within)
		letPass(t, ctx, 10)
		require.Equal(t, 2, asked())
		return nil
	}))
}

func TestAVirtualClockAsksAgainWhatHasRefusedTheEndOfAContextBeforeItJumps(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within, end := context.WithCancel(ctx)
		asked := refusal(ctx, within)
		letPass(t, ctx, 2)
		end()
		letPass(t, ctx, 10)
		before := asked()
		require.NoError(t, actor.Sleep(ctx, time.Second))
		require.Equal(t, before+1, asked())
		return nil
	}))
}

func TestByAVirtualClockTheNewsOfTheEndOfAContextAsksNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			within, end := context.WithCancel(ctx)
			asked := refusal(ctx, within)
			letPass(t, ctx, 2)
			end()
			synctest.Wait() // until the news are in the inbox
			letPass(t, ctx, 10)
			require.Equal(t, 1, asked(), "by the end of the pass")
			return nil
		}))
	})
}

// Each has an await of its own, which begins when the context has been seen to end.
func TestTheEndOfAPassAsksWhoComesUnderAContextThatOthersHaveRefused(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within, end := context.WithCancel(ctx)
		first := refusal(ctx, within)
		letPass(t, ctx, 2)
		end()
		letPass(t, ctx, 10)
		second := refusal(ctx, within)
		letPass(t, ctx, 10)
		require.Equal(t, 1, first())
		require.Equal(t, 2, second(), "at once, and at the end of the pass")
		return nil
	}))
}

func TestAPassAsksAContextNoMoreOfWhoseEndAllHaveHeard(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within := newQuiet(ctx)
		for range 10 {
			refusal(ctx, within)
		}
		letPass(t, ctx, 2)
		within.ended = true
		letPass(t, ctx, 2)
		before := within.asked
		letPass(t, ctx, 10)
		require.Equal(t, before, within.asked)
		return nil
	}))
}

func TestAWaitIsNotCanceledByTheNewsForTheOneBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			var first, second tasks.Event
			within, end := context.WithCancel(ctx)
			l := actor.LoopOf(ctx)
			l.CallSoon(func() {
				end()
				synctest.Wait() // until the news are in the inbox
				first.Set()
				l.CallLater(time.Second, second.Set)
			})
			require.NoError(t, first.Wait(within))
			return second.Wait(ctx)
		}))
		require.NoError(t, err)
	})
}

// The loop goes on with another goroutine, and its virtual clock has still to jump by an hour.
func TestAnOwnerWhoseCancelCallsGoexitIsAskedOnceOfATaskThatTwoWaysLeadTo(t *testing.T) {
	asked := 0
	l := started(t, actor.VirtualClock())
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		within, stop := context.WithCancel(ctx)
		task := tasks.Go(within, tasks.Void(func(ctx context.Context) error {
			end := tasks.SupervisedFuture[int](l, breaking{func() { asked++; runtime.Goexit() }})
			l.CallLater(time.Hour, func() { _ = end.SetResult(1) })
			_, err := end.Await(ctx)
			require.ErrorIs(t, err, actor.ErrCanceled)
			require.Equal(t, 1, tasks.Current(ctx).Canceling())
			return nil
		}))
		l.CallSoon(func() { l.CallSoon(stop) })
		_, err := task.Await(within)
		return err
	}))
	require.Equal(t, 1, asked)
}

// The loop is never idle meanwhile: then it would ask all anyway, before its clock jumps.
func TestAnOwnersGoexitKeepsTheEndOfAContextFromNobodyElse(t *testing.T) {
	l := started(t, actor.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		within, stop := context.WithCancel(ctx)
		first := tasks.SupervisedFuture[int](l, breaking{runtime.Goexit})
		l.CallLater(time.Hour, func() { _ = first.SetResult(1) })
		tasks.Go(ctx, func(ctx context.Context) (int, error) { return first.Await(under{ctx, within}) })
		second := tasks.NewFuture[int](ctx)
		tasks.Go(ctx, func(ctx context.Context) (int, error) { return second.Await(under{ctx, within}) })
		letPass(t, ctx, 2)
		stop()
		letPass(t, ctx, 10)
		require.True(t, second.Canceled())
		return nil
	}))
}

// returning is an owner who answers the end of a context with back, and any other request with false.
type returning struct{ back func(ctx context.Context) }

func (returning) Cancel(string) bool                   { return false }
func (returning) String() string                       { return "something" }
func (r returning) Interrupt(ctx context.Context) bool { r.back(ctx); return true }

func TestARequestThatComesBackBeforeItsOwnersGoexitHasHappened(t *testing.T) {
	l := started(t, actor.VirtualClock())
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		self := actor.Of(ctx)
		within, stop := context.WithCancel(ctx)
		happened := self.CancelWith(within)
		end := tasks.SupervisedFuture[int](l, returning{func(ctx context.Context) { self.Interrupt(ctx); runtime.Goexit() }})
		l.CallSoon(stop)
		_, err := end.Await(ctx)
		require.ErrorIs(t, err, actor.ErrCanceled)
		require.True(t, happened())
		return nil
	}))
}

func TestTheEndOfAContextThatComesBackAsANewRequestIsCountedOnce(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		within, stop := context.WithCancel(ctx)
		_, err := tasks.Go(within, tasks.Void(func(ctx context.Context) error {
			self := actor.Of(ctx)
			owner := returning{func(ctx context.Context) { self.InterruptAnew(ctx) }}
			self.Loop().CallSoon(stop)
			_, err := tasks.SupervisedFuture[int](self.Loop(), owner).Await(ctx)
			require.ErrorIs(t, err, actor.ErrCanceled)
			require.Equal(t, 1, self.Canceling())
			return nil
		})).Await(ctx)
		return err
	}))
}
