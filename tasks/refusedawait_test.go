package tasks_test

import (
	"context"
	"fmt"
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

func TestDebugModeReportsARefusedCallThatMayAwait(t *testing.T) {
	for name, call := range map[string]func(context.Context) error{
		"Acquire":  new(tasks.Lock).Acquire,
		"Put":      func(ctx context.Context) error { return tasks.NewQueue[int](0).Put(ctx, 1) },
		"Send":     func(ctx context.Context) error { return tasks.Send(ctx, make(chan int, 1), 1) },
		"ToThread": func(ctx context.Context) error { _, err := tasks.ToThread(ctx, nothing); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var got []tasks.Report
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				_, err := tasks.Go(ctx, tasks.Void(func(context.Context) error {
					require.ErrorIs(t, call(ctx), tasks.ErrNotRunning)
					return nil
				})).Await(ctx)
				return err
			}), tasks.Debug(true), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r) }))
			require.NoError(t, err)
			require.Len(t, got, 1)
			require.ErrorIs(t, got[0].Err, tasks.ErrNotRunning)
		})
	}
}

func nothing(context.Context) (int, error) { return 0, nil }

func TestDebugModeDoesNotReportTheAwaitOfATaskThatIsUnwound(t *testing.T) {
	var got []string
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer func() { require.ErrorIs(t, tasks.Sleep(ctx, 1), tasks.ErrLoopClosed) }()
			for {
				_ = tasks.Sleep(ctx, time.Hour)
			}
		}))
		return tasks.Yield(ctx)
	}), tasks.Debug(true), tasks.ShutdownLimit(time.Millisecond), tasks.VirtualClock(),
		tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r.Message) }))
	require.Error(t, err)
	require.Equal(t, []string{"a task was still pending when its loop was closed"}, got)
}

func TestDebugModeNamesTheTaskThatAwaitsWithTheContextOfOneThatSleeps(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		var childs context.Context
		child := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			childs = ctx
			return tasks.Sleep(ctx, time.Hour)
		}))
		require.NoError(t, tasks.Yield(ctx))
		require.ErrorContains(t, tasks.Yield(childs), fmt.Sprintf(" while task %q runs", tasks.Current(ctx).Name()))
		child.Cancel()
		return nil
	}), tasks.VirtualClock(), tasks.Debug(true), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
}
