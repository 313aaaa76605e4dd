package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestALazyTaskStartsInTheNextPassUnderAnEagerFactory(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
		started := 0
		body := tasks.Void(func(context.Context) error { started++; return nil })
		tasks.Go(ctx, body)
		require.Equal(t, 1, started)
		lazy := tasks.Go(ctx, body, tasks.Lazy())
		require.Equal(t, 1, started)
		_, err := lazy.Await(ctx)
		require.Equal(t, 2, started)
		return err
	}), tasks.VirtualClock())
	require.NoError(t, err)
}
