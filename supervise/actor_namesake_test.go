package supervise_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// anNamesakes starts an actor, uses its address, stops it, and starts another of its name.
func anNamesakes(t *testing.T, test func(ctx context.Context, used *proto.PID, first, second *supervise.Ref)) {
	t.Helper()
	system := proto.NewActorSystem()
	defer system.Shutdown()
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		named := func(answer string) *supervise.Ref {
			return acSpawn(t, ctx, supervise.Actor{Name: "desk", Handle: func(context.Context, any) (any, error) {
				return answer, nil
			}})
		}
		first := named("first")
		used := proto.NewPID(system.Address(), "desk")
		answer, err := tasks.Ask[string](ctx, used, 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "first", answer)
		first.Stop()
		require.NoError(t, first.Await(ctx))
		test(ctx, used, first, named("second"))
		return nil
	}), tasks.System(system), tasks.VirtualClock())
	require.NoError(t, err)
}

func TestAnAddressThatWasUsedReachesTheNextActorOfItsName(t *testing.T) {
	anNamesakes(t, func(ctx context.Context, used *proto.PID, _, _ *supervise.Ref) {
		answer, err := tasks.Ask[string](ctx, used, 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "second", answer)
	})
}

func TestAnAddressThatWasUsedStopsTheNextActorOfItsName(t *testing.T) {
	anNamesakes(t, func(ctx context.Context, used *proto.PID, _, second *supervise.Ref) {
		tasks.LoopOf(ctx).System().Root.Stop(used)
		require.NoError(t, second.Await(ctx))
	})
}

func TestAnActorThatHasStoppedStopsNoOtherOfItsName(t *testing.T) {
	anNamesakes(t, func(ctx context.Context, used *proto.PID, first, _ *supervise.Ref) {
		first.Stop()
		first.Poison()
		answer, err := tasks.Ask[string](ctx, used, 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "second", answer)
	})
}
