package supervise_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// eventsTold are the events in the first second of a supervisor whose child fails once. It runs in
// the background: elsewhere a Goexit would end the test.
func eventsTold(t *testing.T, s supervise.Supervisor) []string {
	t.Helper()
	loop, err := tasks.Start(tasks.VirtualClock())
	require.NoError(t, err)
	var told []string
	listener := s.Events
	s.Name, s.Children = "s", []supervise.Child{endsOnceChild(errOutOfOrder, supervise.Permanent)}
	s.Events = func(e supervise.Event) {
		told = append(told, e.String())
		if listener != nil {
			listener(e)
		}
	}
	inTime, err := tasks.Submit(loop, func(ctx context.Context) ([]string, error) {
		supervisor := supervise.Start(ctx, s)
		canceled := tasks.Sleep(ctx, time.Second)
		inTime := told
		_, err := supervisor.Shutdown(ctx)
		return inTime, errors.Join(canceled, err)
	}).Wait(t.Context())
	require.NoError(t, err)
	require.NoError(t, loop.Shutdown(t.Context()))
	return inTime
}

var toldOfARestart = []string{
	"s/a started, run 1",
	"s/a failed: " + errOutOfOrder.Error(),
	"s/a stopped",
	"s/a is restarted, restart 1, after 0s",
	"s/a started, run 2",
}

func TestADecideThatEndsItsGoroutineLeavesItToTheRestartType(t *testing.T) {
	require.Equal(t, toldOfARestart, eventsTold(t, supervise.Supervisor{
		Decide: func(string, error) supervise.Directive {
			runtime.Goexit()
			return supervise.Stop
		},
	}))
}

func TestAListenerThatEndsItsGoroutineIsToldWhatFollows(t *testing.T) {
	require.Equal(t, toldOfARestart, eventsTold(t, supervise.Supervisor{
		Events: func(e supervise.Event) {
			if _, failed := e.(supervise.Failed); failed {
				runtime.Goexit()
			}
		},
	}))
}
