package tasks_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestNothingErasedIsATaskThatCouldNotBeMade(t *testing.T) {
	var none *tasks.Task[int]
	require.ErrorIs(t, tasks.Erase[int](none).Err(), tasks.ErrNilFunc)
	require.ErrorIs(t, tasks.Erase[int](nil).Err(), tasks.ErrNilFunc)
}

func TestAnErasedPromiseHasTheResultOfItsTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		erased := tasks.Erase[int](tasks.Resolved(ctx, 7, nil))
		v, err := erased.Result()
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
}

func TestTheAwaitOfAnErasedPromiseReturnsTheResult(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, err := tasks.Erase[int](tasks.Go(ctx, tasks.After(time.Second, 7))).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
}

func TestTheAwaitOfAnErasedPromiseThatFailsReturnsNoZeroValue(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		no := errors.New("no")
		v, err := tasks.Erase[int](tasks.Resolved(ctx, 0, no)).Await(ctx)
		require.ErrorIs(t, err, no)
		require.Nil(t, v)
	})
}
