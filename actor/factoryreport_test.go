package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestThePanicOfATaskFactoryIsReportedWithTheNameOfTheTask(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		actor.LoopOf(ctx).SetTaskFactory(func(*actor.Spec) { panic("no task") })
		tasks.Go(ctx, tasks.After(0, 0), tasks.Name("unmade")).Completion().Retrieve()
		return nil
	}, actor.OnReport(got.take)))
	require.Len(t, got.list(), 1)
	require.Equal(t, "unmade", got.list()[0].Task)
}
