package actor_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestAnErrorThatNobodyRetrievesIsReportedWithTheTasksFunction(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		tasks.Go(ctx, failing)
		return actor.Sleep(ctx, time.Second)
	}, actor.OnReport(got.take), actor.Debug(false)))
	require.Len(t, got.list(), 1)
	require.Contains(t, got.list()[0].Stack, "actor_test.failing")
}

// slowStep is the report about the first slow step of what start starts.
func slowStep(t *testing.T, start func(ctx context.Context)) actor.Report {
	t.Helper()
	var got reports
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			start(ctx)
			return actor.Sleep(ctx, time.Second)
		}), actor.Debug(true), actor.OnReport(got.take))
		require.NoError(t, err)
	})
	require.Len(t, got.list(), 1)
	return got.list()[0]
}

func TestASlowStepOfACallbackIsReportedWithItsFunction(t *testing.T) {
	for name, start := range map[string]func(ctx context.Context){
		"CallSoon":  func(ctx context.Context) { actor.LoopOf(ctx).CallSoon(dawdle) },
		"CallLater": func(ctx context.Context) { actor.LoopOf(ctx).CallLater(time.Millisecond, dawdle) },
		"Post":      func(ctx context.Context) { _ = actor.LoopOf(ctx).Post(dawdle) },
		"OnDone":    func(ctx context.Context) { tasks.Resolved(ctx, 0, nil).OnDone(dawdle) },
		"OnEnd":     func(ctx context.Context) { tasks.Resolved(ctx, 0, nil).Completion().OnEnd(dawdle) },
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, slowStep(t, start).Stack, "actor_test.dawdle")
		})
	}
}

func TestASlowStepThatWasTheLastIsReportedWithTheTasksFunction(t *testing.T) {
	slow := slowStep(t, func(ctx context.Context) {
		tasks.Go(ctx, func(context.Context) (int, error) { dawdle(); return 0, nil })
	})
	require.Contains(t, slow.Stack, "reportplace_test.go")
}

func dawdle() { time.Sleep(150 * time.Millisecond) } // of the bubble: a slow step

func TestAPanicOfACallbackIsReportedInDebugModeWithWhoHasSetIt(t *testing.T) {
	bad := func() { panic("bad") }
	for name, set := range map[string]func(l *actor.Loop){
		"CallSoon":  func(l *actor.Loop) { l.CallSoon(bad) },
		"CallAt":    func(l *actor.Loop) { l.CallAt(l.Now(), bad) },
		"CallLater": func(l *actor.Loop) { l.CallLater(time.Millisecond, bad) },
	} {
		t.Run(name, func(t *testing.T) {
			for _, debug := range []bool{true, false} {
				var got reports
				require.NoError(t, run(t, func(ctx context.Context) error {
					setter(func() { set(actor.LoopOf(ctx)) })
					return actor.Sleep(ctx, time.Second)
				}, actor.OnReport(got.take), actor.Debug(debug), actor.SlowStep(time.Hour)))
				require.Len(t, got.list(), 1)
				require.EqualError(t, got.list()[0].Err, "panic: bad")
				require.Equal(t, debug, strings.Contains(got.list()[0].Stack, "actor_test.setter"))
			}
		})
	}
}

// setter is a frame to be found.
//
//go:noinline
func setter(fn func()) { fn() }
