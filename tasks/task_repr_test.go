package tasks_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func returnsABC(context.Context) (string, error) { return "abc", nil }

const returnsABCName = " of github.com/actorloom/actorloom/tasks_test.returnsABC"

func TestTheStringOfATaskTellsItsStateNameAndFunction(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, returnsABC, tasks.Name("TestTask"))
		require.Equal(t, `task "TestTask" (pending)`+returnsABCName, task.String())

		task.Cancel() // has no effect before the task's next step
		require.Equal(t, `task "TestTask" (canceling)`+returnsABCName, task.String())

		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, `task "TestTask" (canceled)`+returnsABCName+": canceled", task.String())
	})
}

func TestTheStringOfAFinishedTaskTellsItsResult(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, returnsABC, tasks.Name("TestTask"))
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, `task "TestTask" (finished)`+returnsABCName+": abc", task.String())
	})
}

func failsFullDisk(context.Context) (string, error) { return "", errors.New("the disk is full") }

func TestTheStringOfAFailedTaskTellsItsError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, failsFullDisk)
		_, err := task.Await(ctx)
		require.Error(t, err)
		require.Contains(t, task.String(), "(finished) of github.com/actorloom/actorloom/tasks_test.failsFullDisk: the disk is full")
	})
}

func TestTheStringOfASuspendedTaskTellsWhatItAwaits(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		inner := tasks.Go(ctx, awaitThenReturn(f, 1), tasks.Name("inner"))
		outer := tasks.Go(ctx, awaitThenReturn(inner, 2), tasks.Name("outer"))
		letPass(t, ctx, 1)
		require.Regexp(t, `^task "inner" \(pending\) of .*, waits for a future$`, inner.String())
		require.Regexp(t, `^task "outer" \(pending\) of .*, waits for task "inner" \(pending\)$`, outer.String())

		require.NoError(t, f.SetResult(0))
		_, err := outer.Await(ctx)
		require.NoError(t, err)
		require.NotContains(t, outer.String(), "waits for")
	})
}

func TestUnnamedTasksAreNumberedInTheOrderOfCreation(t *testing.T) {
	number := func(t *testing.T, name string) int {
		digits, ok := strings.CutPrefix(name, "Task-")
		require.True(t, ok, name)
		n, err := strconv.Atoi(digits)
		require.NoError(t, err)
		return n
	}
	inRun(t, func(ctx context.Context) {
		first, second := tasks.Go(ctx, returnsABC), tasks.Go(ctx, returnsABC)
		require.NotEqual(t, first.String(), second.String())
		late := second.Name() // asking in another order changes nothing
		require.Equal(t, number(t, first.Name())+1, number(t, late))
		require.Contains(t, first.String(), strconv.Quote(first.Name()))
	})
}

func TestANameOfDigitsIsANameLikeAnyOther(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, returnsABC, tasks.Name("987654321"))
		require.Equal(t, "987654321", task.Name())
		task.SetName("123456789")
		require.Equal(t, "123456789", task.Name())
		require.Contains(t, task.String(), `"123456789"`)
	})
}

func TestTheStringOfATaskQuotesItsName(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, returnsABC)
		task.SetName("{\"6\"\n}")
		require.Contains(t, task.String(), `task "{\"6\"\n}" (pending)`)
	})
}
