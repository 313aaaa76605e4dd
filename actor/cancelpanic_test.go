package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// brittle is an owner that cannot be canceled.
type brittle struct{}

func (brittle) Cancel(string) bool { panic("brittle") }
func (brittle) String() string     { return "something brittle" }

func TestAPanicOfAnOwnersCancelDoesNotReachTheNextTask(t *testing.T) {
	for _, engine := range engines {
		t.Run(engine.name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				future := tasks.SupervisedFuture[int](actor.LoopOf(ctx), brittle{})
				first := tasks.Go(ctx, future.Await)
				require.NoError(t, tasks.Yield(ctx)) // now it waits
				require.Panics(t, func() { first.Cancel() })
				require.NoError(t, future.SetResult(1))
				v, err := first.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, 1, v)

				plain := tasks.NewFuture[int](ctx)
				second := tasks.Go(ctx, plain.Await)
				require.NoError(t, tasks.Yield(ctx))
				second.Cancel()
				require.True(t, plain.Canceled(), "the request is passed on to what is awaited")
				_, err = second.Await(ctx)
				require.ErrorIs(t, err, tasks.ErrCanceled)
				return nil
			}, engine.opts...))
		})
	}
}
