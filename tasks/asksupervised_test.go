package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Requests are awaited like tasks and futures wherever these are.

func TestRequestsAreGathered(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		echo := askEcho(t, ctx)
		all, err := supervise.Gather[int](ctx, tasks.Ask[int](ctx, echo, 1), tasks.Ask[int](ctx, echo, 2)).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2}, all)
	})
}

func TestAGatherThatIsCanceledForgetsItsRequests(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := newAskLater(t, ctx)
		request := tasks.Ask[int](ctx, later.PID, 1)
		gather := supervise.Gather[int](ctx, request)
		require.True(t, gather.Cancel())
		letPass(t, ctx, 10)
		require.True(t, request.Canceled())
		require.ErrorIs(t, gather.Err(), tasks.ErrCanceled)
	})
}

func TestTheFirstAnswerOfSeveralIsWaitedFor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := newAskLater(t, ctx)
		open, answered := tasks.Ask[int](ctx, later.PID, 1), tasks.Ask[int](ctx, askEcho(t, ctx), 2)
		done, pending, err := supervise.Wait(ctx, []*tasks.Future[int]{open, answered}, supervise.FirstCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.True(t, len(done) == 1 && done[0] == answered)
		require.True(t, len(pending) == 1 && pending[0] == open)
	})
}

func TestALimitOfTimeForgetsTheRequest(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		hour := tasks.Go(ctx, tasks.After(time.Hour, 1))
		request := tasks.Ask[int](ctx, newAskLater(t, ctx).PID, 1)
		_, err := supervise.WaitFor(ctx, request, time.Millisecond)
		require.ErrorIs(t, err, tasks.ErrTimeout)
		require.True(t, request.Canceled())
		hour.Cancel()
	})
}

func TestAnAnswerInTimeIsNotLost(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, err := supervise.WaitFor(ctx, tasks.Ask[int](ctx, askEcho(t, ctx), 7), time.Hour)
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
}

func TestAShieldedRequestOutlivesItsWaiter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := newAskLater(t, ctx)
		request := tasks.Ask[int](ctx, later.PID, 7)
		shield := supervise.Shield(ctx, request)
		require.True(t, shield.Cancel())
		letPass(t, ctx, 10)
		askSystem(ctx).Root.Send(later.askers[0], 7)
		v, err := request.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
}

func TestAFailingGroupForgetsTheRequestsOfItsTasks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := newAskLater(t, ctx)
		var request *tasks.Future[int]
		err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			supervise.GoIn(g, func(ctx context.Context) (int, error) {
				request = tasks.Ask[int](ctx, later.PID, 1)
				return request.Await(ctx)
			})
			supervise.GoIn(g, func(ctx context.Context) (int, error) {
				return tasks.Ask[int](ctx, askSystem(ctx).NewLocalPID("nobody"), 1).Await(ctx)
			})
			return nil
		})
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
		require.True(t, request.Canceled())
	})
}
