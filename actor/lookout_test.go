package actor_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// yields makes as many passes as it takes for the loop to stop asking for the time.
func yields(t *testing.T, ctx context.Context) {
	t.Helper()
	for range 100 {
		require.NoError(t, actor.Yield(ctx))
	}
}

// inBubbleTime runs body as the main task of a loop with the bubble's clock.
func inBubbleTime(t *testing.T, body func(ctx context.Context) error) {
	t.Helper()
	_, err := tasks.Run(t.Context(), tasks.Void(body))
	require.NoError(t, err)
}

// A loop with far timers does not ask for the time in each pass.
func TestATimerFiresInTheFirstPassAfterItsTimeHoweverFarItWas(t *testing.T) {
	const step = 30 * time.Millisecond // blocking, in the bubble's time
	for _, c := range []struct {
		name string
		set  func(t *testing.T, ctx context.Context, ring func())
		due  time.Duration
	}{
		{"alone", func(t *testing.T, ctx context.Context, ring func()) {
			actor.LoopOf(ctx).CallLater(time.Second, ring)
			yields(t, ctx)
		}, time.Second},
		{"set when a later one was waited for", func(t *testing.T, ctx context.Context, ring func()) {
			l := actor.LoopOf(ctx)
			l.CallLater(time.Hour, func() {})
			yields(t, ctx)
			l.CallLater(time.Second, ring)
			yields(t, ctx)
		}, time.Second},
		{"set near when a later one was waited for", func(t *testing.T, ctx context.Context, ring func()) {
			l := actor.LoopOf(ctx)
			l.CallLater(time.Hour, func() {})
			yields(t, ctx)
			l.CallLater(step+1, ring)
		}, step + 1},
		{"behind one that was canceled", func(t *testing.T, ctx context.Context, ring func()) {
			l := actor.LoopOf(ctx)
			first := l.CallLater(time.Second, func() {})
			yields(t, ctx)
			first.Cancel()
			l.CallLater(2*time.Second, ring)
			yields(t, ctx)
		}, 2 * time.Second},
		{"of a clock that counts no further", func(t *testing.T, ctx context.Context, ring func()) {
			l := actor.LoopOf(ctx)
			l.CallLater(1<<63-1, func() {})
			yields(t, ctx)
			l.CallLater(time.Second, ring)
		}, time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				inBubbleTime(t, func(ctx context.Context) error {
					l := actor.LoopOf(ctx)
					began, rang := l.Now(), time.Duration(-1)
					c.set(t, ctx, func() { rang = l.Now().Sub(began) })
					for l.Now().Sub(began) < c.due+3*step {
						require.NoError(t, actor.Yield(ctx))
						time.Sleep(step) // of the bubble: a step that takes long
					}
					require.NoError(t, actor.Yield(ctx))
					require.GreaterOrEqual(t, rang, c.due)
					require.Less(t, rang, c.due+2*step) // that pass has a step before it
					return nil
				})
			})
		})
	}
}

func TestALoopThatRestsWakesForATimerThatPassesDidNotAskFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inBubbleTime(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			began := l.Now()
			l.CallLater(time.Minute, func() {})
			yields(t, ctx)
			require.NoError(t, actor.Sleep(ctx, time.Second))
			require.Equal(t, time.Second, l.Now().Sub(began))
			require.NoError(t, actor.Sleep(ctx, time.Hour))
			require.Equal(t, time.Hour+time.Second, l.Now().Sub(began))
			return nil
		})
	})
}

// The runtime is late when more goroutines than processors want to run.
func TestATimerFiresWithin64PassesHoweverLateTheRuntimeIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inBubbleTime(t, func(ctx context.Context) error {
			l, rang := actor.LoopOf(ctx), false
			l.CallLater(time.Second, func() { rang = true })
			yields(t, ctx)
			actor.StopLookout(l)
			time.Sleep(time.Minute) // of the bubble: this step takes long
			passes := 0
			for ; !rang; passes++ {
				require.NoError(t, actor.Yield(ctx))
			}
			require.LessOrEqual(t, passes, 65)
			return nil
		})
	})
}

func TestALoopThatIsDroppedWithAFarTimerIsCollected(t *testing.T) {
	gone := func() weak.Pointer[actor.Loop] {
		l := actor.New(actor.Debug(false))
		l.CallLater(time.Hour, func() {})
		var end actor.Completion
		end.Init(l, nil)
		left := 200 // passes
		var again func()
		again = func() {
			if left--; left == 0 {
				end.Settle(nil)
				return
			}
			l.CallSoon(again)
		}
		l.CallSoon(again)
		require.NoError(t, l.RunUntil(&end))
		return weak.Make(l)
	}()
	for range 100 {
		if gone.Value() == nil {
			return
		}
		runtime.GC()
		runtime.Gosched()
	}
	require.Nil(t, gone.Value())
}
