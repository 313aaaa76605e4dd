package actor_test

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

//go:noinline
func restsHere(ctx context.Context) (int, error) {
	err := actor.Sleep(ctx, time.Hour)
	return 0, err
}

func functions(frames []runtime.Frame) (names []string) {
	for _, frame := range frames {
		names = append(names, frame.Function[strings.LastIndex(frame.Function, "/")+1:])
	}
	return names
}

func TestTheStackOfASuspendedTaskHasItsFunctionAndLine(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		task := tasks.Go(ctx, restsHere)
		require.NoError(t, actor.Yield(ctx))
		frames := task.Stack(0)
		require.Equal(t, []string{"actor_test.restsHere"}, functions(frames))
		require.True(t, strings.HasSuffix(frames[0].File, "stack_test.go"))
		text := actor.FormatFrames(frames)
		require.Regexp(t, `actor_test\.restsHere\n\t.*stack_test\.go:\d+\n$`, text)

		require.Equal(t, frames, task.Stack(0), "to look changes nothing")
		task.Cancel()
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, actor.ErrCanceled)
		require.Empty(t, task.Stack(0))
		return nil
	}))
}

func TestALookAtTheStackDoesNotWakeTheTask(t *testing.T) {
	for name, rest := range map[string]func(ctx context.Context) error{
		"Sleep": func(ctx context.Context) error { return actor.Sleep(ctx, time.Second) },
		"Yield": actor.Yield,
		"Await": func(ctx context.Context) error { _, err := tasks.Go(ctx, tasks.After(1, 0)).Await(ctx); return err },
		"within": func(ctx context.Context) error {
			ctx, stop := context.WithCancel(ctx)
			defer stop()
			return actor.Sleep(ctx, time.Second)
		},
		"foreign": func(ctx context.Context) error {
			if err := promise(actor.New()).Await(ctx); err == nil {
				return errEnough
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				passed := false
				task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					err := rest(ctx)
					passed = true
					return err
				}))
				require.NoError(t, actor.Yield(ctx))
				if !task.Finished() {
					require.NotEmpty(t, task.Stack(0))
					require.NotEmpty(t, task.Stack(0))
					require.False(t, passed)
				}
				_, err := task.Await(ctx)
				return err
			}))
		})
	}
}

func TestTheTasksOfABackgroundLoopCanBeLookedAtInACallback(t *testing.T) {
	l := started(t)
	p := tasks.Submit(l, restsHere)
	stacks := make(chan []string, 1)
	require.NoError(t, l.Post(func() {
		l.CallSoon(func() {
			for _, task := range tasks.AllOn(l) {
				stacks <- functions(task.Stack(0))
			}
		})
	}))
	require.Equal(t, []string{"actor_test.restsHere"}, <-stacks)
	require.True(t, p.Cancel())
}

func TestAFiberSaysWhatItIs(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		f := actor.Of(ctx)
		require.Equal(t, `task "Task-1" (pending)`, f.String())
		f.SetName("main")
		f.Cancel("")
		require.Equal(t, `task "main" (canceling)`, f.String())
		require.Equal(t, 1, f.Canceling())
		require.Equal(t, 0, f.Uncancel())
		return nil
	}))
}

//go:noinline
func startsAnEagerOne(ctx context.Context) ([]string, error) {
	parent := tasks.Current(ctx)
	return tasks.Go(ctx, func(context.Context) ([]string, error) {
		return functions(parent.Stack(0)), nil
	}, tasks.Eager()).Await(ctx)
}

// Its goroutine stands between the loop's and the child's, and cannot be asked.
func TestTheStackOfATaskThatStartsAnEagerOneIsItsFunction(t *testing.T) {
	names, err := tasks.Run(t.Context(), startsAnEagerOne)
	require.NoError(t, err)
	require.Equal(t, []string{"actor_test.startsAnEagerOne"}, names)
}
