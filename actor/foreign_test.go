package actor_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Calls that belong on the loop and come from another goroutine are, in debug
// mode, reported, and still happen: on the loop.
func TestDebugModeReportsACallFromAForeignGoroutine(t *testing.T) {
	for name, call := range map[string]func(l *actor.Loop, fn func()){
		"CallSoon":  func(l *actor.Loop, fn func()) { l.CallSoon(fn) },
		"CallLater": func(l *actor.Loop, fn func()) { l.CallLater(time.Millisecond, fn) },
		"CallAt":    func(l *actor.Loop, fn func()) { l.CallAt(time.Now(), fn) },
	} {
		t.Run(name, func(t *testing.T) {
			var got reports
			l := started(t, actor.Debug(true), actor.OnReport(got.take))
			called := make(chan struct{})
			call(l, func() { close(called) })
			<-called
			all := got.list()
			require.Len(t, all, 1)
			require.Equal(t, name+" was called outside its loop", all[0].Message)
			require.ErrorIs(t, all[0].Err, actor.ErrForeignGoroutine)
			require.Contains(t, all[0].Stack, "foreign_test.go")
		})
	}
}

func TestACallFromAForeignGoroutineHappensWhenItsReportEndsThat(t *testing.T) {
	l := started(t, actor.Debug(true), actor.OnReport(func(*actor.Loop, actor.Report) { runtime.Goexit() }))
	var event tasks.Event
	waits := make(chan struct{})
	p := tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
		actor.LoopOf(ctx).CallSoon(func() { close(waits) })
		return event.Wait(ctx)
	}))
	<-waits
	require.False(t, aside(event.Set))
	_, err := p.Wait(t.Context())
	require.NoError(t, err)
}

func TestCallsOnTheLoopAreNotReported(t *testing.T) {
	var got reports
	for name, l := range map[string]*actor.Loop{
		"background":         started(t, actor.Debug(true), actor.OnReport(got.take)),
		"background virtual": started(t, actor.Debug(true), actor.OnReport(got.take), actor.VirtualClock()),
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
				inCallback := promise(l)
				l.CallSoon(func() {
					l.CallLater(0, func() { inCallback.Settle(nil) })
				})
				if err := inCallback.Await(ctx); err != nil {
					return err
				}
				require.NoError(t, l.CheckGoroutine())
				return actor.Sleep(ctx, time.Millisecond)
			}))
		})
	}
	require.NoError(t, run(t, func(ctx context.Context) error {
		actor.LoopOf(ctx).CallSoon(func() {})
		return actor.Yield(ctx)
	}, actor.Debug(true), actor.OnReport(got.take)))
	fresh := actor.New(actor.Debug(true), actor.OnReport(got.take))
	fresh.CallSoon(func() {}) // nobody drives yet
	require.NoError(t, fresh.Shutdown(t.Context()))
	require.Empty(t, got.list())
}

func TestACallbackCannotWaitForTheShutdownOfItsLoop(t *testing.T) {
	l := started(t, actor.Debug(true))
	got := make(chan error, 1)
	require.NoError(t, l.Post(func() { got <- l.Shutdown(context.Background()) }))
	require.ErrorIs(t, <-got, actor.ErrLoopRunning)
}
