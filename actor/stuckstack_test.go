package actor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// stuckIn is the report about what block lets call blocking.
func stuckIn(t *testing.T, block func(t *testing.T, l *actor.Loop, blocking func())) actor.Report {
	t.Helper()
	var got reports
	synctest.Test(t, func(t *testing.T) {
		l := started(t, actor.SlowStep(time.Hour), actor.OnReport(got.take))
		block(t, l, func() { time.Sleep(5 * time.Second) }) // of the bubble: what blocks the loop
		require.NoError(t, onLoop(t, l, actor.Yield))
	})
	require.Len(t, got.list(), 1)
	return got.list()[0]
}

func TestWhatTheDriverCallsAndKeepsControlIsReportedWithItsStack(t *testing.T) {
	for name, call := range map[string]func(_ *testing.T, l *actor.Loop, fn func()){
		"a posted function": func(_ *testing.T, l *actor.Loop, fn func()) { _ = l.Post(fn) },
		"a callback":        func(_ *testing.T, l *actor.Loop, fn func()) { _ = l.Post(func() { l.CallSoon(fn) }) },
		"a done callback": func(_ *testing.T, l *actor.Loop, fn func()) {
			_ = l.Post(func() { tasks.GoOn(context.Background(), l, tasks.After(0, 0)).OnDone(fn) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, stuckIn(t, call).Stack, "stuckstack_test.go")
		})
	}
}

func TestABodyThatKeepsControlIsFoundAmongManyThatWait(t *testing.T) {
	got := stuckIn(t, func(t *testing.T, l *actor.Loop, blocking func()) {
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			for range 3000 { // their stacks have more text than a megabyte
				tasks.Go(ctx, tasks.After(time.Hour, 0))
			}
			tasks.Go(ctx, tasks.Void(func(context.Context) error { blocking(); return nil }))
			return actor.Yield(ctx) // not an await: the last one must have a stack of its own
		}))
	})
	require.Contains(t, got.Stack, "stuckstack_test.go")
	require.NotContains(t, got.Stack, "tasks.Sleep", "those that wait")
}

func TestABodyThatKeepsControlDeepDownIsReportedWithItsStack(t *testing.T) {
	var deep func(n int, fn func())
	deep = func(n int, fn func()) {
		if n > 0 {
			deep(n-1, fn)
			return
		}
		fn()
	}
	got := stuckIn(t, func(_ *testing.T, l *actor.Loop, blocking func()) {
		tasks.Submit(l, tasks.Void(func(context.Context) error { deep(500, blocking); return nil }))
	})
	require.Contains(t, got.Stack, "stuckstack_test.go")
}
