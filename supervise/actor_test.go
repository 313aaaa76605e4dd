package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// inLoggedRun is inRun with what the loop reports in the log of the test.
func inLoggedRun(t *testing.T, body func(ctx context.Context)) {
	t.Helper()
	inRun(t, body, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { t.Log(r.Message, r.Err) }))
}

// spawn starts an actor of a test.
func spawn(t *testing.T, ctx context.Context, a supervise.Actor) *supervise.Ref {
	t.Helper()
	ref, err := supervise.Spawn(ctx, a)
	require.NoError(t, err)
	return ref
}

// answerOf asks, and waits for the answer.
func answerOf(ctx context.Context, ref *supervise.Ref, msg any) (any, error) {
	return tasks.Ask[any](ctx, ref.PID(), msg).Await(ctx)
}

// tell tells an actor some messages.
func tell(t *testing.T, ctx context.Context, ref *supervise.Ref, msgs ...any) {
	t.Helper()
	for _, msg := range msgs {
		require.NoError(t, tasks.Tell(ctx, ref.PID(), msg))
	}
}

func TestAnActorAnswersWhoAsks(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref, err := supervise.Spawn(ctx, supervise.Actor{Name: "double", Handle: supervise.Typed(func(ctx context.Context, n int) (int, error) {
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return 0, err
			}
			return 2 * n, nil
		})})
		require.NoError(t, err)
		v, err := supervise.Gather[int](ctx, tasks.Ask[int](ctx, ref.PID(), 1), tasks.Ask[int](ctx, ref.PID(), 2)).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{2, 4}, v)
		_, err = tasks.Ask[string](ctx, ref.PID(), 1).Await(ctx)
		require.ErrorContains(t, err, "got int, want string")
		_, err = tasks.Ask[int](ctx, ref.PID(), "x").Await(ctx)
		require.ErrorIs(t, err, supervise.ErrUnhandled)
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
		_, err = tasks.Ask[int](ctx, ref.PID(), 1).Await(ctx)
		var dead *tasks.DeadLetterError
		require.True(t, errors.As(err, &dead), "%v", err)
	})
}

func TestACircleOfRequestsIsAnError(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a, b *supervise.Ref
		forward := func(to **supervise.Ref) supervise.Handler {
			return func(ctx context.Context, msg any) (any, error) {
				return tasks.Ask[any](ctx, (*to).PID(), msg).Await(ctx)
			}
		}
		a, _ = supervise.Spawn(ctx, supervise.Actor{Name: "a", Handle: forward(&b)})
		b, _ = supervise.Spawn(ctx, supervise.Actor{Name: "b", Handle: forward(&a)})
		_, err := tasks.Ask[int](ctx, a.PID(), 1).Await(ctx)
		var cycle *supervise.CycleError
		require.ErrorAs(t, err, &cycle)
		t.Log(err)
		a.Stop()
		b.Stop()
		require.NoError(t, a.Await(ctx))
		require.NoError(t, b.Await(ctx))
	})
}
