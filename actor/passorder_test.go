package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestAPassTakesInWhatWasPostedBeforeTheTimersThatAreDue(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			var calls []string
			call := func(name string) func() { return func() { calls = append(calls, name) } }
			l.CallLater(0, call("timer"))
			require.NoError(t, l.Post(call("posted")))
			require.NoError(t, actor.Yield(ctx))
			require.NoError(t, actor.Yield(ctx))
			require.Equal(t, []string{"posted", "timer"}, calls)
			return nil
		}, engine...))
	})
}

func TestWhatATimerCausesComesInTheNextPass(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			var calls []string
			call := func(name string) func() { return func() { calls = append(calls, name) } }
			l.CallLater(time.Second, func() {
				calls = append(calls, "timer")
				l.CallSoon(call("caused"))
				l.CallLater(0, call("caused later"))
			})
			l.CallLater(time.Second, call("another timer"))
			require.NoError(t, actor.Sleep(ctx, time.Second))
			require.NoError(t, actor.Yield(ctx))
			require.NoError(t, actor.Yield(ctx))
			require.Equal(t, []string{"timer", "another timer", "caused", "caused later"}, calls)
			return nil
		}, engine...))
	})
}
