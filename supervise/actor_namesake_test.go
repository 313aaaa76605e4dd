package supervise_test

import (
	"context"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// withNamesakes starts an actor, uses its address, stops it, and starts another of its name.
func withNamesakes(t *testing.T, test func(ctx context.Context, used *proto.PID, first, second *supervise.Ref)) {
	t.Helper()
	system := proto.NewActorSystem()
	defer system.Shutdown()
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		named := func(answer string) *supervise.Ref {
			return spawn(t, ctx, supervise.Actor{Name: "desk", Handle: func(context.Context, any) (any, error) {
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
	withNamesakes(t, func(ctx context.Context, used *proto.PID, _, _ *supervise.Ref) {
		answer, err := tasks.Ask[string](ctx, used, 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "second", answer)
	})
}

func TestAnAddressThatWasUsedStopsTheNextActorOfItsName(t *testing.T) {
	withNamesakes(t, func(ctx context.Context, used *proto.PID, _, second *supervise.Ref) {
		tasks.LoopOf(ctx).System().Root.Stop(used)
		require.NoError(t, second.Await(ctx))
	})
}

func TestAnActorThatHasStoppedStopsNoOtherOfItsName(t *testing.T) {
	withNamesakes(t, func(ctx context.Context, used *proto.PID, first, _ *supervise.Ref) {
		first.Stop()
		first.Poison()
		answer, err := tasks.Ask[string](ctx, used, 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "second", answer)
	})
}

func TestAnActorWhoseNameAnotherHasTakenKeepsNobodyWaiting(t *testing.T) {
	for name, take := range map[string]func(ctx context.Context){
		"no other":      func(context.Context) {},
		"another actor": func(ctx context.Context) { spawn(t, ctx, supervise.Actor{Name: "desk", Handle: ignoring}) },
		"an actor of protoactor": func(ctx context.Context) {
			_, err := tasks.LoopOf(ctx).System().Root.SpawnNamed(proto.PropsFromFunc(func(proto.Context) {}), "desk")
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			system := silentSystem(t)
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				answer := tasks.NewFuture[any](ctx)
				var client, desk *supervise.Ref
				client = spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
					if msg == "question" {
						return "answer", nil
					}
					_, err := answerOf(ctx, desk, "hello")
					require.NoError(t, err)
					return nil, tasks.Sleep(ctx, time.Minute) // meanwhile a task of the desk asks
				}})
				desk = spawn(t, ctx, supervise.Actor{Name: "desk", Handle: func(ctx context.Context, _ any) (any, error) {
					goVoid(ctx, func(ctx context.Context) error {
						require.NoError(t, tasks.Sleep(ctx, 10*time.Second)) // the desk has gone
						v, err := answerOf(ctx, client, "question")
						if err != nil {
							return answer.SetError(err)
						}
						return answer.SetResult(v)
					})
					return nil, nil
				}})
				tell(t, ctx, client, "work")
				require.NoError(t, tasks.Sleep(ctx, time.Second))
				desk.Stop()
				require.NoError(t, desk.Await(ctx))
				take(ctx)
				v, err := answer.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, "answer", v)
				return nil
			}), tasks.System(system), tasks.VirtualClock())
			require.NoError(t, err)
		})
	}
}

func TestTheNameOfAChildIsThatOfItsActorWhateverAddressThatHas(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		first, firstRef, err := supervise.Actor{Name: "lobby", Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		second, secondRef, err := supervise.Actor{Name: "lobby", Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		require.NotEqual(t, firstRef.PID().GetId(), secondRef.PID().GetId())
		require.Equal(t, "lobby", first.Name)
		require.Equal(t, "lobby", second.Name)
	})
}
