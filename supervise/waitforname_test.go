package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestATimeoutOfWaitForNamesTheTask(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		for limit, want := range map[time.Duration]string{
			time.Second: `WaitFor of task "late" timed out after 1s`,
			0:           `WaitFor of task "late" timed out`,
		} {
			late := tasks.Go(ctx, tasks.After(time.Hour, 1), tasks.Name("late"))
			_, err := supervise.WaitFor(ctx, late, limit)
			require.EqualError(t, err, want)
		}
	})
}

func TestATimeoutOfWaitForNamesTheActorThatWasAsked(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		slow := spawn(t, ctx, supervise.Actor{Name: "slow-to-answer", Handle: supervise.Typed(
			func(ctx context.Context, n int) (int, error) { return n, tasks.Sleep(ctx, time.Hour) })})
		_, err := supervise.WaitFor(ctx, tasks.Ask[int](ctx, slow.PID(), 1), time.Second)
		require.EqualError(t, err, "WaitFor of the answer of nonhost/slow-to-answer, of type int timed out after 1s")
		require.NoError(t, slow.Await(stopped(ctx, slow)))
	})
}

// stopped is ctx, after a request to stop.
func stopped(ctx context.Context, ref *supervise.Ref) context.Context {
	ref.Stop()
	return ctx
}

func TestATimeoutOfWaitForOfAFutureSaysSo(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		_, err := supervise.WaitFor(ctx, tasks.NewFuture[int](ctx), time.Second)
		require.EqualError(t, err, "WaitFor of a future timed out after 1s")
	})
}

func TestATimeoutOfWhatWaitForAwaitedIsReturnedAsItIs(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		inner := &tasks.TimeoutError{What: "inner"}
		refuses := tasks.Coro[int](func(ctx context.Context) (int, error) {
			_ = tasks.Sleep(ctx, time.Hour)
			return 0, inner
		})
		_, err := supervise.WaitFor(ctx, refuses, time.Second)
		require.Same(t, inner, err)
		require.Equal(t, "inner", inner.What)
	})
}
