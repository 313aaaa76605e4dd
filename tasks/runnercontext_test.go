package tasks_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestTheEndOfRunsContextCancelsMain(t *testing.T) {
	for _, c := range []struct {
		name string
		wait func(ctx context.Context, f *tasks.Future[int]) error
	}{
		{"between passes", func(ctx context.Context, _ *tasks.Future[int]) error {
			for {
				if err := tasks.Yield(ctx); err != nil {
					return err
				}
			}
		}},
		{"in an await", func(ctx context.Context, f *tasks.Future[int]) error {
			_, err := f.Await(ctx)
			require.True(t, f.Canceled(), "what was awaited goes on")
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			outside, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			_, err := tasks.Run(outside, tasks.Void(func(ctx context.Context) error {
				f := tasks.NewFuture[int](ctx)
				tasks.LoopOf(ctx).CallSoon(interrupt)
				err := c.wait(ctx, f)
				require.ErrorIs(t, err, tasks.ErrCanceled)
				require.NoError(t, ctx.Err(), "the body's own context has ended")
				require.NoError(t, tasks.Yield(ctx), "the cancellation came twice")
				return err
			}))
			require.ErrorIs(t, err, context.Canceled)
		})
	}
}

func TestMainMayRefuseTheEndOfRunsContext(t *testing.T) {
	outside, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	v, err := tasks.Run(outside, func(ctx context.Context) (string, error) {
		tasks.LoopOf(ctx).CallSoon(interrupt)
		_, err := tasks.NewFuture[int](ctx).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		return "refused", nil
	})
	require.NoError(t, err)
	require.Equal(t, "refused", v)
}

func TestACancellationBeforeTheEndOfRunsContextKeepsItsMessage(t *testing.T) {
	outside, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	_, err := tasks.Run(outside, tasks.Void(func(ctx context.Context) error {
		main := tasks.Current(ctx)
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			require.NoError(t, tasks.Yield(ctx))
			main.Cancel("by a subtask")
			interrupt()
			return nil
		}))
		return tasks.Sleep(ctx, 10*time.Second)
	}), tasks.VirtualClock())
	var canceled *tasks.CanceledError
	require.ErrorAs(t, err, &canceled)
	require.Equal(t, "by a subtask", canceled.Msg)
}

func TestTheErrorOfARunThatWasInterruptedHasItsCause(t *testing.T) {
	outside, interrupt := context.WithCancelCause(t.Context())
	_, err := tasks.Run(outside, tasks.Void(func(ctx context.Context) error {
		tasks.LoopOf(ctx).CallSoon(func() { interrupt(errBoom) })
		_, err := tasks.NewFuture[int](ctx).Await(ctx)
		return err
	}))
	require.ErrorIs(t, err, errBoom)
	require.ErrorIs(t, err, tasks.ErrCanceled)
}

func TestTheTimeLimitOfRunsContextIsTheCauseOfItsError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		limited, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := tasks.Run(limited, tasks.Void(func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) }))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Minute, time.Since(start))
	})
}

// Only an error that says "canceled" is replaced by the cause.
func TestAnErrorThatAnswersAnInterruptIsTheErrorOfTheRun(t *testing.T) {
	outside, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	_, err := tasks.Run(outside, tasks.Void(func(ctx context.Context) error {
		tasks.LoopOf(ctx).CallSoon(interrupt)
		_, _ = tasks.NewFuture[int](ctx).Await(ctx)
		return errBoom
	}))
	require.Same(t, errBoom, err)
}

func TestARunWithTheContextOfATaskThatHasEndedSaysSo(t *testing.T) {
	var kept context.Context
	inRun(t, func(ctx context.Context) { kept = ctx })
	_, err := tasks.Run(kept, returning(1))
	require.ErrorIs(t, err, tasks.ErrLoopRunning)
	require.ErrorContains(t, err, `task "Task-1", which has ended`)
}

// asyncio raises CancelledError then, and no KeyboardInterrupt.
func TestARunWhoseMainHasRefusedARequestEndsWithoutTheCause(t *testing.T) {
	for name, takesBack := range map[string]bool{"refused": false, "taken back": true} {
		t.Run(name, func(t *testing.T) {
			cause := errors.New("enough")
			ctx, end := context.WithCancelCause(t.Context())
			_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
				main := tasks.Current(ctx)
				tasks.LoopOf(ctx).CallSoon(func() { main.Cancel() })
				require.ErrorIs(t, tasks.Sleep(ctx, time.Hour), tasks.ErrCanceled)
				if takesBack {
					main.Uncancel()
				}
				tasks.LoopOf(ctx).CallSoon(func() { end(cause) })
				return tasks.Sleep(ctx, time.Hour)
			}), tasks.VirtualClock())
			require.ErrorIs(t, err, tasks.ErrCanceled)
			require.Equal(t, takesBack, errors.Is(err, cause))
		})
	}
}
