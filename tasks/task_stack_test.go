package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// innermostCall is what a body asks its task about, at its innermost call.
type innermostCall struct {
	at func(ctx context.Context) error
}

//go:noinline
func (l innermostCall) outer(ctx context.Context) (int, error) {
	err := l.inner(ctx)
	return 1, err
}

//go:noinline
func (l innermostCall) inner(ctx context.Context) error {
	err := l.at(ctx)
	return err
}

// functionNames are the names of the functions in frames, without their packages.
func functionNames(frames []runtime.Frame) []string {
	var names []string
	for _, frame := range frames {
		names = append(names, frame.Function[strings.LastIndex(frame.Function, ".")+1:])
	}
	return names
}

func TestTheStackOfASuspendedTaskIsOldestFirst(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, innermostCall{func(ctx context.Context) error {
			_, err := f.Await(ctx)
			return err
		}}.outer)
		letPass(t, ctx, 1)
		names := functionNames(task.Stack(0))
		require.Subset(t, names, []string{"outer", "inner"})
		require.Equal(t, "outer", strings.TrimSuffix(names[0], "-fm"))
		f.Cancel()
	})
}

func TestALimitKeepsTheNewestFramesOfASuspendedTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		task := tasks.Go(ctx, innermostCall{func(ctx context.Context) error {
			_, err := f.Await(ctx)
			return err
		}}.outer)
		letPass(t, ctx, 1)
		all, two := task.Stack(0), task.Stack(2)
		require.Equal(t, functionNames(all[len(all)-2:]), functionNames(two))
		require.Equal(t, "inner", functionNames(two)[0])
		f.Cancel()
	})
}

func TestTheStackOfTheRunningTaskIsItsBody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var names []string
		task := tasks.Go(ctx, innermostCall{func(ctx context.Context) error {
			names = functionNames(tasks.Current(ctx).Stack(0))
			return nil
		}}.outer)
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "outer", strings.TrimSuffix(names[0], "-fm"))
		require.Contains(t, names, "inner")
	})
}

func TestThePrintedStackBeginsWithTheTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var b strings.Builder
		task := tasks.Go(ctx, innermostCall{func(ctx context.Context) error {
			return tasks.Current(ctx).PrintStack(0, &b)
		}}.outer, tasks.Name("printer"))
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.Regexp(t, `^Stack for task "printer" \(pending\) of .*outer`, b.String())
		require.Contains(t, b.String(), "tasks_test.innermostCall.inner\n\t")
		require.Contains(t, b.String(), "task_stack_test.go:")
	})
}

func TestATaskThatHasNotStartedOrHasEndedWellHasNoStack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, returnsABC)
		require.Empty(t, task.Stack(0))
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.Empty(t, task.Stack(0))

		var b strings.Builder
		require.NoError(t, task.PrintStack(0, &b))
		require.Equal(t, fmt.Sprintf("No stack for %s\n", task), b.String())
	})
}

func TestTheStackOfAPanicIsWhereItHappened(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, innermostCall{func(context.Context) error { panic("gone") }}.outer)
		_, err := task.Await(ctx)
		require.Error(t, err)
		names := functionNames(task.Stack(0))
		require.Equal(t, "outer", strings.TrimSuffix(names[0], "-fm"))
		require.Contains(t, names, "inner")
		require.Len(t, task.Stack(1), 1)
		require.Equal(t, names[:1], functionNames(task.Stack(1)))
	})
}

// A returned error has no frames of its own: the task's function stands for
// them.
func TestTheStackOfAFailureIsTheTasksFunction(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(context.Context) (int, error) { return 0, errors.New("no") })
		_, err := task.Await(ctx)
		require.Error(t, err)
		require.Len(t, task.Stack(0), 1)

		var b strings.Builder
		require.NoError(t, task.PrintStack(0, &b))
		require.Regexp(t, `^Traceback for task `, b.String())
		require.Contains(t, b.String(), "TestTheStackOfAFailureIsTheTasksFunction")
	})
}
