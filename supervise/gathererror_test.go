package supervise_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// leavingError ends the goroutine that looks into it.
type leavingError struct{}

func (leavingError) Error() string { return "look away" }
func (leavingError) Unwrap() error { runtime.Goexit(); return nil }

func TestAGatherLooksIntoALateErrorOnNoTasksGoroutine(t *testing.T) {
	loop, err := tasks.Start(tasks.VirtualClock(), tasks.Debug(false)) // in debug mode the driver hands out all
	require.NoError(t, err)
	early, late := tasks.NewFutureOn[int](loop), tasks.NewFutureOn[int](loop)
	_, err = tasks.RunOn(t.Context(), loop, tasks.Void(func(ctx context.Context) error {
		_ = supervise.Gather(ctx, early, late)
		_ = early.SetError(errors.New("first"))
		if err := tasks.Yield(ctx); err != nil {
			return err
		}
		_ = late.SetError(leavingError{})
		return tasks.Sleep(ctx, time.Second) // a bystander: it awaits none of these
	}))
	require.NoError(t, err)
	require.NoError(t, loop.Shutdown(t.Context()))
}

func TestAGatherThatWasBrokenOffLooksIntoAnErrorOnNoTasksGoroutine(t *testing.T) {
	loop, err := tasks.Start(tasks.VirtualClock(), tasks.Debug(false), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	late := tasks.NewFutureOn[int](loop)
	_, err = tasks.RunOn(t.Context(), loop, tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
			defer tasks.LoopOf(ctx).SetTaskFactory(nil)
			exits := tasks.Coro[int](func(context.Context) (int, error) { runtime.Goexit(); return 0, nil })
			_ = supervise.Gather(ctx, tasks.Awaitable[int](late), exits)
			return nil
		}))
		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return err
		}
		_ = late.SetError(leavingError{})
		return tasks.Sleep(ctx, time.Second) // a bystander
	}))
	require.NoError(t, err)
	require.NoError(t, loop.Shutdown(t.Context()))
}

// deaf is an owner that refuses to end.
type deaf struct{}

func (deaf) Cancel(string) bool { return false }
func (deaf) String() string     { return "deaf" }

func TestAGatherThatIsCanceledLooksIntoTheErrorsOfItsItemsOnNoTasksGoroutine(t *testing.T) {
	loop, err := tasks.Start(tasks.VirtualClock(), tasks.Debug(false))
	require.NoError(t, err)
	early, late := tasks.NewFutureOn[int](loop), tasks.SupervisedFuture[int](loop, deaf{})
	_, err = tasks.RunOn(t.Context(), loop, tasks.Void(func(ctx context.Context) error {
		all := supervise.GatherOutcomes(ctx, early, late)
		require.True(t, all.Cancel())
		if err := tasks.Yield(ctx); err != nil {
			return err
		}
		_ = late.SetError(leavingError{})
		return tasks.Sleep(ctx, time.Second)
	}))
	require.NoError(t, err)
	require.NoError(t, loop.Shutdown(t.Context()))
}
