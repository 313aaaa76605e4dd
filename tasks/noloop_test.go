package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestANilLoopIsRefusedWhereOneIsNeeded(t *testing.T) {
	for name, call := range map[string]func() error{
		"GoOn":        func() error { return tasks.GoOn(context.Background(), nil, tasks.After(0, 1)).Err() },
		"NewFutureOn": func() error { return tasks.NewFutureOn[int](nil).Err() },
		"Submit": func() error {
			_, err := tasks.Submit(nil, tasks.After(0, 1)).Result()
			return err
		},
		"RunOn": func() error {
			_, err := tasks.RunOn(context.Background(), nil, tasks.After(0, 1))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, call(), tasks.ErrNoLoop) })
	}
}

func TestANilLoopHasNoTasks(t *testing.T) {
	require.Empty(t, tasks.AllOn(nil))
}

func TestTheErrorOfATaskThatACallbackMakesAdvisesGoOn(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		then := tasks.Snapshot(ctx)
		var refused error
		tasks.LoopOf(ctx).CallSoon(func() { refused = tasks.Go(then, tasks.After(0, 1)).Err() })
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.ErrorIs(t, refused, tasks.ErrNoTask)
		require.ErrorContains(t, refused, "GoOn")
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}
