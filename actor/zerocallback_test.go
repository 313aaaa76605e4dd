package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestACallbackThatWasNotSetHasNoTime(t *testing.T) {
	var c actor.Callback
	require.Zero(t, c.When())
}

func TestATimerThatIsCanceledBeforeADebuggedLoopHasTakenItInNeverMovesTheClock(t *testing.T) {
	var reports []string
	l := actor.New(actor.VirtualClock(), actor.Debug(true), actor.SlowStep(time.Hour),
		actor.OnReport(func(_ *actor.Loop, r actor.Report) { reports = append(reports, r.Message) }))
	begin := l.Now()
	main := tasks.GoOn(t.Context(), l, func(ctx context.Context) (int, error) {
		made := make(chan *actor.Callback)
		go func() { made <- l.CallLater(time.Second, func() {}) }()
		(<-made).Cancel() // while this step goes on
		return tasks.NewFuture[int](ctx).Await(ctx)
	})
	var stuck *actor.DeadlockError
	require.ErrorAs(t, l.RunUntil(main.Completion()), &stuck)
	require.Equal(t, begin, l.Now())
	require.Equal(t, []string{"CallLater was called outside its loop"}, reports)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestACallbackSaysWhatItWaitsFor(t *testing.T) {
	require.Equal(t, "callback (not waiting)", new(actor.Callback).String())
	_, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
		l := tasks.LoopOf(ctx)
		soon, later := l.CallSoon(func() {}), l.CallLater(time.Hour, func() {})
		require.Equal(t, "callback (queued)", soon.String())
		require.Equal(t, "callback (due at "+later.When().Format(time.RFC3339Nano)+")", later.String())
		later.Cancel()
		require.Equal(t, "callback (canceled)", later.String())
		return 0, nil
	}, tasks.VirtualClock())
	require.NoError(t, err)
}
