package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

type refusalError struct{ n int }

func (e *refusalError) Error() string { return fmt.Sprint("refused ", e.n) }
func (e *refusalError) Unwrap() error { return supervise.ErrUnhandled }

type refusalList []int

func (e refusalList) Error() string { return "list" }
func (e refusalList) Unwrap() error { return supervise.ErrUnhandled }

func refusing(err error) supervise.Actor {
	return supervise.Actor{Handle: func(context.Context, any) (any, error) { return nil, err }}
}

func TestARefusalOfATypeThatTheAskerExpectsIsTheAnswer(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		own := &refusalError{1}
		ref := spawn(t, ctx, refusing(own))
		got, err := tasks.Ask[*refusalError](ctx, ref.PID(), 1).Await(ctx)
		require.NoError(t, err)
		require.Same(t, own, got)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestAProtoactorActorThatAsksGetsTheRefusalItself(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		own := &refusalError{1}
		ref := spawn(t, ctx, refusing(own))
		root := tasks.LoopOf(ctx).System().Root
		got, err := tasks.ToThread(ctx, func(context.Context) (any, error) {
			return root.RequestFuture(ref.PID(), 1, 5*time.Second).Result()
		})
		require.NoError(t, err)
		require.Same(t, own, got)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestARefusalThatCannotBeComparedDoesNotBreakErrorsIs(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, refusing(refusalList{1}))
		_, err := answerOf(ctx, ref, 1)
		require.NotPanics(t, func() { _ = errors.Is(err, err) }) // as of a context's cause
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestAHandlerThatPassesOnTheRefusalOfAnotherActorFails(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		stock := spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(ofNumber)})
		desk := spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(func(ctx context.Context, order string) (int, error) {
			return tasks.Ask[int](ctx, stock.PID(), order).Await(ctx)
		})})
		tell(t, ctx, desk, "order")
		require.ErrorIs(t, desk.Await(ctx), supervise.ErrUnhandled)
		stock.Stop()
		require.NoError(t, stock.Await(ctx))
	})
}
