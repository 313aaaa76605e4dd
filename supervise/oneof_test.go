package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func ofNumber(_ context.Context, n int) (int, error) { return n, nil }

func ofText(_ context.Context, s string) (string, error) { return s, nil }

func TestOneOfGivesAMessageToTheFirstHandlerThatKnowsIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: supervise.OneOf(
			supervise.Typed(ofNumber),
			supervise.Typed(ofText),
			func(_ context.Context, msg any) (any, error) { return "any", nil },
		)})
		for msg, want := range map[any]any{1: 1, "a": "a", 1.5: "any"} {
			got, err := answerOf(ctx, ref, msg)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestOneOfRefusesAMessageThatNoneOfItsHandlersKnows(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: supervise.OneOf(supervise.Typed(ofNumber), supervise.Typed(ofText))})
		_, err := answerOf(ctx, ref, 1.5)
		require.ErrorIs(t, err, supervise.ErrUnhandled)
		require.ErrorContains(t, err, "got float64")
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestOneOfDoesNotTakeTheRefusalOfAnotherActorForOneOfItsOwn(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		stock := spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(ofNumber)})
		passed := false
		desk := spawn(t, ctx, supervise.Actor{Handle: supervise.OneOf(
			supervise.Typed(func(ctx context.Context, order string) (int, error) {
				return tasks.Ask[int](ctx, stock.PID(), order).Await(ctx)
			}),
			func(context.Context, any) (any, error) { passed = true; return nil, nil },
		)})
		_, err := answerOf(ctx, desk, "order")
		require.ErrorIs(t, err, supervise.ErrUnhandled)
		require.False(t, passed)
		for _, ref := range []*supervise.Ref{desk, stock} {
			ref.Stop()
			require.NoError(t, ref.Await(ctx))
		}
	})
}

func TestOneOfWithANilHandlerIsNone(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		_, err := supervise.Spawn(ctx, supervise.Actor{Handle: supervise.OneOf(supervise.Typed(ofNumber), nil)})
		require.ErrorIs(t, err, tasks.ErrNilFunc)
	})
}

func TestOneOfKeepsItsHandlersWhenTheirSliceIsUsedAgain(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		handlers := []supervise.Handler{supervise.Typed(ofNumber)}
		ref := spawn(t, ctx, supervise.Actor{Handle: supervise.OneOf(handlers...)})
		handlers[0] = supervise.Typed(ofText)
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}
