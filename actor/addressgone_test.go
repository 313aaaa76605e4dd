package actor_test

import (
	"context"
	"runtime"
	"strconv"
	"testing"
	"time"
	"weak"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// enough is how many may wait for an end before those are dropped that do not any more.
const enough = 100

func collected[T any](p weak.Pointer[T]) bool {
	for range 3 {
		runtime.GC()
	}
	return p.Value() == nil
}

func TestATaskThatGoesOnForgetsWatchersThatHaveEnded(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		pid := tasks.Go(ctx, tasks.After(time.Hour, 0)).PID()
		process, _ := addresses.ProcessRegistry.Get(pid)
		var first weak.Pointer[proto.PID]
		for i := range enough {
			watcher := addresses.NewLocalPID("ended-" + strconv.Itoa(i))
			process.SendSystemMessage(pid, &proto.Watch{Watcher: watcher})
			if i == 0 {
				first = weak.Make(watcher)
			}
		}
		require.True(t, collected(first))
		return nil
	}, actor.System(addresses)))
}

func TestATaskThatGoesOnForgetsWhoHasGivenUpAskingIt(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		pid := tasks.Go(ctx, tasks.After(time.Hour, 0)).PID()
		var first weak.Pointer[tasks.Future[int]]
		for i := range enough {
			request := tasks.Ask[int](ctx, pid, actor.GetResult{})
			require.True(t, request.Cancel())
			if i == 0 {
				first = weak.Make(request)
			}
		}
		require.True(t, collected(first))
		return nil
	}, actor.System(addresses)))
}

func TestATaskAnswersWhoStillAsksAmongManyThatHaveGivenUp(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		pid := tasks.Go(ctx, tasks.After(time.Hour, 7)).PID()
		request := tasks.Ask[int](ctx, pid, actor.GetResult{})
		for range enough {
			tasks.Ask[int](ctx, pid, actor.GetResult{}).Cancel()
		}
		v, err := request.Await(ctx)
		require.Equal(t, 7, v)
		return err
	}, actor.System(addresses)))
}

func TestAnErrorIsReportedWhenWhoAskedForItHasGivenUp(t *testing.T) {
	var reports []string
	var task *tasks.Task[struct{}]
	require.NoError(t, run(t, func(ctx context.Context) error {
		task = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			_ = tasks.Sleep(ctx, time.Second)
			return context.DeadlineExceeded
		}))
		tasks.Ask[int](ctx, task.PID(), actor.GetResult{}).Cancel()
		return tasks.Sleep(ctx, time.Minute)
	}, actor.System(addresses), actor.OnReport(func(_ *actor.Loop, r actor.Report) { reports = append(reports, r.Message) })))
	require.Equal(t, []string{"an error was never retrieved"}, reports)
	runtime.KeepAlive(task) // so that it is the end of the loop that reports
}
