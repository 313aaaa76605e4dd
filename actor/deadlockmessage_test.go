package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestADeadlockIsTheMessageOfTheCancellationsThatFollow(t *testing.T) {
	var canceled *tasks.CanceledError
	err := run(t, func(ctx context.Context) error {
		err := new(tasks.Event).Wait(ctx)
		require.ErrorAs(t, err, &canceled)
		return err
	})
	require.Equal(t, map[string]string{"Task-1": "an event"}, waits(t, err))
	require.Equal(t, err.Error(), canceled.Msg)
}

func TestADeadlockIsForgottenWhenARunHasEnded(t *testing.T) {
	runner := tasks.NewRunner(actor.VirtualClock())
	var stuck *tasks.Task[struct{}]
	_, err := tasks.RunWith(t.Context(), runner, tasks.Void(func(ctx context.Context) error {
		stuck = tasks.Go(ctx, tasks.Void(new(tasks.Event).Wait))
		return new(tasks.Event).Wait(ctx)
	}))
	require.Len(t, waits(t, err), 2)
	_, err = tasks.RunWith(t.Context(), runner, tasks.After(time.Second, 1))
	require.NoError(t, err)
	require.NoError(t, runner.Close())
	var canceled *tasks.CanceledError
	require.ErrorAs(t, stuck.Err(), &canceled)
	require.Empty(t, canceled.Msg)
}

func TestADeadlockIsForgottenWhenItsLoopGoesOnInTheBackground(t *testing.T) {
	l := actor.New(actor.VirtualClock())
	var event tasks.Event
	stuck := tasks.GoOn(t.Context(), l, tasks.Void(event.Wait))
	require.Len(t, waits(t, l.RunUntil(stuck.Completion())), 1)
	_, err := l.Start()
	require.NoError(t, err)
	require.NoError(t, l.Shutdown(context.Background()))
	var canceled *tasks.CanceledError
	require.ErrorAs(t, stuck.Err(), &canceled)
	require.Empty(t, canceled.Msg)
}
