package supervise_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestPoisonOfAnActorThatHasStoppedIsNoDeadLetter(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) { return nil, nil }})
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
		var dead []any
		stream := tasks.LoopOf(ctx).System().EventStream
		defer stream.Unsubscribe(stream.Subscribe(func(e any) {
			if d, ok := e.(*proto.DeadLetterEvent); ok {
				dead = append(dead, d.Message)
			}
		}))
		ref.Poison()
		require.NoError(t, tasks.Yield(ctx))
		require.Empty(t, dead)
	})
}
