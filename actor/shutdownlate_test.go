package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskMadeWhileTheLoopShutsIsNamedAndNotSaidToRefuse(t *testing.T) {
	var got reports
	err := run(t, func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			err := actor.Sleep(ctx, time.Hour)
			tasks.Go(ctx, tasks.After(time.Hour, 0), tasks.Name("late"))
			return err
		}))
		return actor.Yield(ctx)
	}, actor.OnReport(got.take))
	require.EqualError(t, err, "shutdown: 1 tasks did not end and were unwound: late")
}
