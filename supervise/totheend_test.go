package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// toTheEnd is that of docs/howto.md.
func toTheEnd(ctx context.Context, cleanUp tasks.Coro[struct{}]) error {
	ctx = context.WithoutCancel(ctx)
	work := tasks.Go(ctx, cleanUp)
	var canceled error
	for !work.Finished() {
		_, err := supervise.Shield(ctx, work).Await(ctx)
		switch {
		case tasks.IsCanceled(err):
			canceled = err
		case !work.Finished():
			return err // it could not wait: the loop's shutdown has given up on this task
		}
	}
	if _, err := work.Result(); err != nil {
		return err
	}
	return canceled
}

func TestACleanUpToTheEndOfATaskThatIsUnwoundReturns(t *testing.T) {
	var cleaned error
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer func() { cleaned = toTheEnd(ctx, tasks.After(time.Minute, struct{}{})) }()
			for {
				_ = tasks.Sleep(ctx, time.Minute) // it drops the cancellation
			}
		}))
		return tasks.Yield(ctx)
	}), tasks.VirtualClock(), tasks.ShutdownLimit(time.Second), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	var left *tasks.ShutdownError
	require.ErrorAs(t, err, &left)
	require.ErrorIs(t, cleaned, tasks.ErrLoopClosed)
}
