package actor_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// must is what many write after an await.
func must(context.Context) (int, error) { panic(fmt.Errorf("must: %w", tasks.ErrCanceled)) }

func TestAPanicOfACancellationIsAPanic(t *testing.T) {
	require.False(t, actor.IsCanceled(&actor.PanicError{Value: tasks.ErrCanceled}))
	require.False(t, actor.IsCanceled(fmt.Errorf("wrapped: %w", &actor.PanicError{Value: tasks.ErrCanceled})))
	require.ErrorIs(t, &actor.PanicError{Value: tasks.ErrCanceled}, tasks.ErrCanceled, "for who wants to know")
}

func TestATaskThatPanicsWithACancellationHasFailed(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		task := tasks.Go(ctx, must)
		for range 2 {
			if err := tasks.Yield(ctx); err != nil {
				return err
			}
		}
		require.True(t, task.Finished())
		require.False(t, task.Canceled())
		return nil
	}, actor.OnReport(got.take)))
	require.Len(t, got.list(), 1)
	require.ErrorContains(t, got.list()[0].Err, "panic: must: ")
}
