package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// By who is told of the start of the next child above it.
func TestAChildThatIsAddedBecauseItsSupervisorIsReadyIsStarted(t *testing.T) {
	began := false
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		var rooms *supervise.Supervised
		top := supervise.Start(ctx, supervise.Supervisor{
			Children: []supervise.Child{
				{Name: "rooms", WaitReady: true, Run: func(ctx context.Context) error {
					rooms = supervise.Start(ctx, supervise.Supervisor{})
					_, err := rooms.Await(ctx)
					return err
				}},
				{Name: "last", Run: func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) }},
			},
			Events: func(e supervise.Event) {
				if s, ok := e.(supervise.Started); ok && s.Child == "last" {
					require.NoError(t, rooms.Add(supervise.Child{Name: "lobby", Run: func(ctx context.Context) error {
						began = true
						return tasks.Sleep(ctx, time.Hour)
					}}))
				}
			},
		})
		if err := tasks.Sleep(ctx, time.Minute); err != nil {
			return err
		}
		_, err := top.Shutdown(ctx)
		return err
	}), tasks.VirtualClock())
	require.NoError(t, err)
	require.True(t, began)
}

func TestTheStartsOfASupervisorsChildrenAreToldBeforeWhatWaitsForIt(t *testing.T) {
	var told []string
	events := func(e supervise.Event) {
		if s, ok := e.(supervise.Started); ok {
			told = append(told, s.Supervisor+"/"+s.Child)
		}
	}
	sleep := func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) }
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		workers := supervise.Supervisor{
			Name: "workers", Events: events,
			Children: []supervise.Child{{Name: "a", Run: sleep}, {Name: "b", Run: sleep}},
		}
		top := supervise.Start(ctx, supervise.Supervisor{Name: "top", Events: events, Children: []supervise.Child{
			{Name: "workers", Run: workers.Run, WaitReady: true},
			{Name: "last", Run: sleep},
		}})
		if err := tasks.Sleep(ctx, time.Minute); err != nil {
			return err
		}
		_, err := top.Shutdown(ctx)
		return err
	}), tasks.VirtualClock())
	require.NoError(t, err)
	require.Equal(t, []string{"top/workers", "workers/a", "workers/b", "top/last"}, told)
}
