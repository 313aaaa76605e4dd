package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// usedContext is the context of a message that an actor named door has answered.
func usedContext(t *testing.T, ctx context.Context) (used context.Context, door *supervise.Ref) {
	t.Helper()
	door, err := supervise.Spawn(ctx, supervise.Actor{Name: "door", Handle: func(ctx context.Context, _ any) (any, error) {
		used = ctx
		return nil, nil
	}})
	require.NoError(t, err)
	_, err = tasks.Ask[any](ctx, door.PID(), "knock").Await(ctx)
	require.NoError(t, err)
	return used, door
}

func TestACallWithTheContextOfALifeThatIsOverSaysSo(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		used, door := usedContext(t, ctx)
		door.Stop()
		require.NoError(t, door.Await(ctx))
		err := supervise.Unbecome(used)
		require.ErrorIs(t, err, supervise.ErrActorStopped)
		require.EqualError(t, err, "door: the actor stopped, or was started again: the context is that of an earlier life")
	})
}

func TestAStashAfterTheAnswerSaysThatItIsTooLate(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		used, door := usedContext(t, ctx)
		defer door.Stop()
		err := supervise.Stash(used)
		require.ErrorIs(t, err, supervise.ErrNoActor)
		require.ErrorContains(t, err, "the handler of door has answered")
	})
}

func TestATypedHandlerNamesTheActorThatRefuses(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		door, err := supervise.Spawn(ctx, supervise.Actor{Name: "door", Handle: supervise.Typed(
			func(context.Context, int) (int, error) { return 0, nil })})
		require.NoError(t, err)
		defer door.Stop()
		_, err = tasks.Ask[int](ctx, door.PID(), "knock").Await(ctx)
		require.EqualError(t, err, "the actor does not handle this message: door got string, want int")
	})
}

func TestAWaitForASupervisedActorNamesIt(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, door, err := supervise.Actor{Name: "door", Handle: func(context.Context, any) (any, error) { return nil, nil }}.Child(ctx)
		require.NoError(t, err)
		require.EqualError(t, door.Await(ctx), "door: the actor is supervised: watch its address")
	})
}

func TestATaskThatCouldNotBeMadeIsNamedInItsError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go[int](ctx, nil, tasks.Name("lost"))
		require.EqualError(t, task.Err(), `the task could not be made: "lost": the function is nil`)
	})
}
