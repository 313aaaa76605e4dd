package tasks_test

import (
	"context"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// textless is an error whose methods panic, as those of a nil pointer do.
func textless() error { return (*fs.PathError)(nil) }

func TestARunEndsWithItsContextThoughTheCausesTextPanics(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		stop(textless())
		return tasks.Sleep(ctx, time.Hour)
	}), tasks.VirtualClock())
	require.ErrorIs(t, err, tasks.ErrCanceled)
}

func TestATaskEndsWithItsContextThoughTheCausesTextPanics(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		within, stop := context.WithCancelCause(ctx)
		task := tasks.Go(within, tasks.After(time.Hour, 1))
		stop(textless())
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.True(t, task.Canceled())
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

func TestRunOnCancelsItsTaskThoughTheCausesTextPanics(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Shutdown(context.Background())) }()
	ctx, stop := context.WithCancelCause(t.Context())
	_, err = tasks.RunOn(ctx, l, tasks.Void(func(ctx context.Context) error {
		stop(textless())
		return tasks.Sleep(ctx, time.Hour)
	}))
	require.ErrorIs(t, err, tasks.ErrCanceled)
}
