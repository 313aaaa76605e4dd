package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestWhoAskedAnActorOfALoopThatShutsIsToldThatItStopped(t *testing.T) {
	var answer interface{ Result() (any, error) } // its type depends on protoactor's version
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			for { // ready in each pass: it learns of the end before its actor does
				if err := tasks.Yield(ctx); err != nil {
					return nil, err
				}
			}
		}})
		answer = tasks.LoopOf(ctx).System().Root.RequestFuture(ref.PID(), "work", 10*time.Second)
		for range 5 {
			require.NoError(t, tasks.Yield(ctx))
		}
	})
	told, err := answer.Result()
	require.NoError(t, err)
	require.ErrorIs(t, told.(error), supervise.ErrActorStopped)
}
