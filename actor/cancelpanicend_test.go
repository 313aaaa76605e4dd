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

// breaking is an owner whose Cancel does not return.
type breaking struct{ leave func() }

func (b breaking) Cancel(string) bool { b.leave(); return true }
func (breaking) String() string       { return "something" }

// awaitEndedContext awaits what such an owner owns, under a context that ends meanwhile. The
// result comes an hour later.
func awaitEndedContext(leave func()) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		end := tasks.SupervisedFuture[int](l, breaking{leave})
		l.CallLater(time.Hour, func() { _ = end.SetResult(1) })
		within, stop := context.WithCancel(ctx)
		l.CallSoon(stop)
		_, err := end.Await(within)
		return err
	}
}

func TestAPanicOfAnOwnersCancelIsReportedOnceWhenAContextHasEnded(t *testing.T) {
	for _, engine := range engines {
		t.Run(engine.name, func(t *testing.T) {
			var got reports
			opts := append([]actor.Option{actor.OnReport(got.take)}, engine.opts...)
			require.NoError(t, run(t, awaitEndedContext(func() { panic("brittle") }), opts...))
			require.Len(t, got.list(), 1)
			require.ErrorContains(t, got.list()[0].Err, "brittle")
		})
	}
}

func TestABackgroundLoopAsksAnOwnerWhoseCancelPanicsOnce(t *testing.T) {
	asked := 0
	l := started(t, actor.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	require.NoError(t, onLoop(t, l, awaitEndedContext(func() { asked++; panic("brittle") })))
	require.Equal(t, 1, asked)
}

func TestABackgroundLoopAsksAnOwnerWhoseCancelCallsGoexitOnce(t *testing.T) {
	asked := 0
	l := started(t, actor.VirtualClock())
	require.NoError(t, onLoop(t, l, awaitEndedContext(func() { asked++; runtime.Goexit() })))
	require.Equal(t, 1, asked)
}
