package actor_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// factory runs body on a loop whose new tasks hook may change.
func factory(t *testing.T, hook func(*actor.Spec), body func(ctx context.Context)) {
	t.Helper()
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		require.Nil(t, l.TaskFactory())
		l.SetTaskFactory(hook)
		require.NotNil(t, l.TaskFactory())
		body(ctx)
		return nil
	}))
}

func TestATaskFactoryCanNameTasks(t *testing.T) {
	factory(t, func(s *actor.Spec) { s.Name = "made, " + s.Name }, func(ctx context.Context) {
		require.Equal(t, "made, by hand", tasks.Go(ctx, tasks.After(0, 0), tasks.Name("by hand")).Name())
	})
}

func TestATaskFactoryCanMakeTasksEager(t *testing.T) {
	factory(t, func(s *actor.Spec) { s.Eager = true }, func(ctx context.Context) {
		require.True(t, tasks.Go(ctx, func(context.Context) (int, error) { return 0, nil }).Finished())
	})
}

func TestATaskFactoryCanWrapBodies(t *testing.T) {
	var calls []string
	wrap := func(ctx context.Context, next func(context.Context) error) error {
		calls = append(calls, "before")
		err := next(ctx)
		calls = append(calls, "after")
		return err
	}
	factory(t, func(s *actor.Spec) { s.Wrap = wrap }, func(ctx context.Context) {
		v, err := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			calls = append(calls, "body")
			return 7, actor.Yield(ctx)
		}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, v)
		require.Equal(t, []string{"before", "body", "after"}, calls)
	})
}

func TestAWrapperCanReplaceAnError(t *testing.T) {
	wrap := func(context.Context, func(context.Context) error) error { return errEnough }
	factory(t, func(s *actor.Spec) { s.Wrap = wrap }, func(ctx context.Context) {
		_, err := tasks.Go(ctx, tasks.After(0, 0)).Await(ctx)
		require.ErrorIs(t, err, errEnough)
	})
}

func TestATaskFactoryCanBeTakenAway(t *testing.T) {
	factory(t, func(s *actor.Spec) { s.Name = "made" }, func(ctx context.Context) {
		actor.LoopOf(ctx).SetTaskFactory(nil)
		require.Equal(t, "Task-2", tasks.Go(ctx, tasks.After(0, 0)).Name())
	})
}

func TestASubmissionThatATaskFactoryExitsFromEnds(t *testing.T) {
	l := started(t)
	require.NoError(t, l.Post(func() { l.SetTaskFactory(func(*actor.Spec) { runtime.Goexit() }) }))
	_, err := tasks.Submit(l, tasks.After(0, 1)).Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrGoexit)
}
