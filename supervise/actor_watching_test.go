package supervise_test

import (
	"context"
	"fmt"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// unwatched is an address that notes who is watched no more.
type unwatched struct{ ids *[]string }

func (unwatched) SendUserMessage(*proto.PID, any) {}
func (unwatched) Stop(*proto.PID)                 {}
func (u unwatched) SendSystemMessage(pid *proto.PID, msg any) {
	if _, ok := msg.(*proto.Unwatch); ok {
		*u.ids = append(*u.ids, pid.Id)
	}
}

func TestAnActorThatEndsTakesItsWatchesBackInTheirOrder(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		system := tasks.LoopOf(ctx).System()
		var want, got []string
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			for i := range 20 {
				who, fresh := system.ProcessRegistry.Add(unwatched{&got}, fmt.Sprint("watched-", i))
				require.True(t, fresh)
				t.Cleanup(func() { system.ProcessRegistry.Remove(who) })
				want = append(want, who.Id)
				require.NoError(t, supervise.Watch(ctx, who))
			}
			require.NoError(t, supervise.Unwatch(ctx, system.NewLocalPID(want[0])))
			require.NoError(t, supervise.Watch(ctx, system.NewLocalPID(want[0]))) // the last now
			want = append(want, want[0])
			return nil, nil
		}})
		_, err := answerOf(ctx, ref, "watch")
		require.NoError(t, err)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
		require.Equal(t, want, got)
	})
}
