package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// handleInDerived lets an actor handle a message, by handle, in a context that its runner has
// derived, and ends that after a second, when stop has been called. It returns what the actor ended
// with.
func handleInDerived(ctx context.Context, t *testing.T, handle supervise.Handler, stop func(*supervise.Ref)) error {
	t.Helper()
	child, ref, err := supervise.Actor{Handle: handle}.Child(ctx)
	require.NoError(t, err)
	ran := goVoid(ctx, func(ctx context.Context) error {
		derived, cancel := context.WithCancelCause(ctx)
		tasks.LoopOf(ctx).CallLater(time.Second, func() { cancel(errExpected) })
		return child.Run(derived)
	})
	tell(t, ctx, ref, "work")
	require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
	stop(ref)
	_, err = ran.Await(ctx)
	return err
}

func TestTheEndOfADerivedContextCancelsAMessageUnderWayOnce(t *testing.T) {
	for name, stop := range map[string]func(*supervise.Ref){
		"while the actor runs": func(*supervise.Ref) {}, "while it stops": (*supervise.Ref).Stop,
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				began := tasks.LoopOf(ctx).Now()
				var canceled, cleanedUp error
				err := handleInDerived(ctx, t, func(ctx context.Context, _ any) (any, error) {
					canceled = tasks.Sleep(ctx, time.Hour)
					cleanedUp = tasks.Sleep(ctx, time.Second)
					return nil, canceled
				}, stop)
				require.ErrorIs(t, err, errExpected)
				require.ErrorIs(t, canceled, tasks.ErrCanceled)
				require.NoError(t, cleanedUp, "a second request has interrupted the clean-up")
				require.Equal(t, 2*time.Second, tasks.LoopOf(ctx).Now().Sub(began))
			})
		})
	}
}
