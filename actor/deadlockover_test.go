package actor_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestAShutdownAfterAGoexitTellsTasksOfNoEarlierDeadlock(t *testing.T) {
	l := actor.New(actor.System(addresses), actor.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	var event tasks.Event
	var why error
	waits := tasks.GoOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		why = event.Wait(ctx)
		return why
	}))
	var deadlock *actor.DeadlockError
	require.ErrorAs(t, l.RunUntil(waits.Completion()), &deadlock)
	l.CallSoon(runtime.Goexit)
	aside(func() { _ = l.RunUntil(waits.Completion()) })
	require.NoError(t, l.Shutdown(t.Context()))
	require.EqualError(t, why, "canceled")
}
