package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// sleepsWithAnothersContext drops the errors of two awaits with ctx in a task of its own.
func sleepsWithAnothersContext(ctx context.Context) error {
	_, err := tasks.Go(ctx, tasks.Void(func(context.Context) error {
		for range 2 {
			_ = tasks.Sleep(ctx, time.Second)
		}
		return nil
	}), tasks.Name("sleeper")).Await(ctx)
	return err
}

func TestDebugModeReportsARefusedAwaitOncePerLine(t *testing.T) {
	var got []tasks.Report
	_, err := tasks.Run(t.Context(), tasks.Void(sleepsWithAnothersContext), tasks.Debug(true),
		tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r) }))
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Equal(t, "sleeper", got[0].Task)
	require.ErrorIs(t, got[0].Err, tasks.ErrNotRunning)
	require.Contains(t, got[0].Stack, "sleepsWithAnothersContext")
}

func TestWithoutDebugModeARefusedAwaitIsNotReported(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(sleepsWithAnothersContext), tasks.Debug(false),
		tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { t.Error(r.Message) }))
	require.NoError(t, err)
}

func TestDebugModeDoesNotReportTheQuestionForTheCurrentTask(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		_, err := tasks.Go(ctx, tasks.Void(func(context.Context) error {
			require.Nil(t, tasks.Current(ctx))
			return nil
		})).Await(ctx)
		return err
	}), tasks.Debug(true), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { t.Error(r.Message) }))
	require.NoError(t, err)
}
