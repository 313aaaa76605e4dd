package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestARunnerTakesALoopThatAFactoryMade(t *testing.T) {
	factory := func() *tasks.Loop {
		l := actor.New(tasks.VirtualClock(), tasks.Debug(true))
		l.SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
		return l
	}
	l := factory()
	r := tasks.RunnerOn(l)
	require.Same(t, l, r.Loop())
	_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
		require.Same(t, l, tasks.LoopOf(ctx))
		require.True(t, l.DebugMode())
		require.True(t, tasks.Go(ctx, returning(1)).Finished(), "the factory's setting holds")
		return tasks.Sleep(ctx, time.Hour)
	}))
	require.NoError(t, err)
	require.NoError(t, r.Close())
	require.True(t, l.Closed())
}

func TestARunnerRunsWhatItsLoopHasAlready(t *testing.T) {
	l := actor.New(tasks.VirtualClock())
	task := tasks.GoOn(t.Context(), l, tasks.After(time.Second, 1))
	r := tasks.RunnerOn(l)
	v, err := tasks.RunWith(t.Context(), r, task.Await)
	require.NoError(t, err)
	require.Equal(t, 1, v)
	require.NoError(t, r.Close())
}

func TestARunnerCannotRunALoopThatDrivesItself(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	r := tasks.RunnerOn(l)
	_, err = tasks.RunWith(t.Context(), r, returning(1))
	require.ErrorIs(t, err, tasks.ErrLoopRunning)
	v, err := tasks.Submit(l, returning(2)).Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, v)
	require.NoError(t, r.Close())
	require.True(t, l.Closed())
}

// A loop that does not run yet starts nothing eagerly.
func TestMainTakesItsTurnThoughAFactoryMakesTasksEager(t *testing.T) {
	for name, eager := range map[string]struct {
		factory func(*actor.Spec)
		opts    []tasks.Option
	}{
		"a factory": {factory: func(s *actor.Spec) { s.Eager = true }},
		"an option": {opts: []tasks.Option{tasks.Eager()}},
	} {
		t.Run(name, func(t *testing.T) {
			r := tasks.NewRunner()
			l := r.Loop()
			l.SetTaskFactory(eager.factory)
			var calls []string
			early := tasks.GoOn(t.Context(), l, tasks.Void(func(context.Context) error {
				calls = append(calls, "made before")
				return nil
			}), eager.opts...)
			require.False(t, early.Finished())
			l.CallSoon(func() { calls = append(calls, "called soon") })
			_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(context.Context) error {
				calls = append(calls, "main")
				return nil
			}), eager.opts...)
			require.NoError(t, err)
			require.NoError(t, r.Close())
			require.Equal(t, []string{"made before", "called soon", "main"}, calls)
		})
	}
}

func TestASecondRunOfABusyRunnerIsToldToSubmit(t *testing.T) {
	r := tasks.NewRunner()
	_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
		refused := make(chan error, 1)
		go func() {
			_, err := tasks.RunWith(context.Background(), r, tasks.After(0, 1))
			refused <- err
		}()
		second, _, err := tasks.Recv(ctx, refused)
		require.EqualError(t, second, "one caller at a time drives a loop, use Submit or RunOn for this one: a loop is running already")
		return err
	}))
	require.NoError(t, err)
	require.NoError(t, r.Close())
}
