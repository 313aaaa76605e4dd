package supervise_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/headerkey"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// forwarders are n actors each of which asks the next, the last one to.
func forwarders(ctx context.Context, t *testing.T, n int, to *supervise.Ref) (first *supervise.Ref) {
	t.Helper()
	for range n {
		next := to.PID()
		var err error
		to, err = supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			return tasks.Ask[any](ctx, next, msg).Await(ctx)
		}})
		require.NoError(t, err)
	}
	return to
}

func TestARequestThatIsHandedOnAndOnCarriesOnlyWhoWaits(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		longest := 0
		over := tasks.NewFuture[int](ctx)
		var ring [2]*supervise.Ref
		for i := range ring {
			var err error
			ring[i], err = supervise.Spawn(ctx, supervise.Actor{Handle: supervise.Typed(func(ctx context.Context, n int) (any, error) {
				size := 0
				for _, value := range actor.HeadersOf(ctx) {
					size += len(value)
				}
				longest = max(longest, size)
				if n == 0 {
					return nil, over.SetResult(0)
				}
				tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					_, err := tasks.Ask[any](ctx, ring[1-i].PID(), n-1).Await(ctx)
					return err
				}))
				return nil, nil
			})})
			require.NoError(t, err)
		}
		require.NoError(t, tasks.Tell(ctx, ring[0].PID(), 500))
		_, err := over.Await(ctx)
		require.NoError(t, err)
		require.Less(t, longest, 5000)
	})
}

func TestALongChainOfRequestsThatWaitIsACircle(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var first *supervise.Ref
		last, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			return tasks.Ask[any](ctx, first.PID(), msg).Await(ctx)
		}})
		require.NoError(t, err)
		first = forwarders(ctx, t, 40, last)
		_, err = tasks.Ask[any](ctx, first.PID(), 1).Await(ctx)
		var cycle *supervise.CycleError
		require.ErrorAs(t, err, &cycle)
		require.Len(t, cycle.Actors, 42)
	})
}

func TestAHookThatAsksItsParentByAnyNumberOfOthersIsTold(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var first *supervise.Ref
		var told error
		child, parent, err := supervise.Actor{Name: "parent", Handle: ignoring, OnStarted: func(ctx context.Context) error {
			_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: ignoring, OnStopping: func(ctx context.Context) error {
				_, told = tasks.Ask[any](ctx, first.PID(), 1).Await(ctx)
				return nil
			}})
			return err
		}}.Child(ctx)
		require.NoError(t, err)
		child.StopLimit = supervise.NoLimit
		staff := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		first = forwarders(ctx, t, 40, parent)
		_, err = tasks.Ask[any](ctx, first.PID(), 1).Await(ctx)
		require.NoError(t, err)
		_, err = staff.Shutdown(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, told, supervise.ErrActorStopped)
	})
}

func TestWhatAnEndingActorRefusesCostsNoMemoryForEachTurnUnderWay(t *testing.T) {
	const turns, waiting = 500, 500
	inLoggedRun(t, func(ctx context.Context) {
		fails, never := tasks.NewFuture[int](ctx), tasks.NewFuture[int](ctx)
		child, worker, err := supervise.Actor{Name: "worker", Interleave: turns, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == 0 {
				_, _ = fails.Await(ctx)
				panic("fails")
			}
			_, err := supervise.Shield(ctx, never).Await(ctx)
			return nil, err
		}}.Child(ctx)
		require.NoError(t, err)
		supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		asker, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			var asks []tasks.Awaitable[any]
			for n := range turns + waiting {
				asks = append(asks, tasks.Ask[any](ctx, worker.PID(), n))
			}
			_, err := supervise.GatherOutcomes(ctx, asks...).Await(ctx)
			return nil, err
		}})
		require.NoError(t, err)
		require.NoError(t, tasks.Tell(ctx, asker.PID(), "ask"))
		require.NoError(t, tasks.Sleep(ctx, time.Second))

		var before, after runtime.MemStats
		require.NoError(t, fails.SetResult(1))
		runtime.ReadMemStats(&before)
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		runtime.ReadMemStats(&after)
		require.Less(t, after.Mallocs-before.Mallocs, uint64(turns*waiting))
	})
}

func TestAnActorThatIsSpawnedWithADerivedContextDoesNotAskInTheNameOfItsSpawner(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var parent, spawned *supervise.Ref
		var answer error
		parent = spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			if msg != "spawn" {
				return msg, nil
			}
			type key struct{}
			spawned = spawn(t, context.WithValue(ctx, key{}, 1), supervise.Actor{
				OnStarted: func(ctx context.Context) error {
					_, answer = tasks.Ask[any](ctx, parent.PID(), "hello").Await(ctx)
					return nil
				},
				Handle: func(context.Context, any) (any, error) { return nil, nil },
			})
			return nil, tasks.Sleep(ctx, time.Second) // meanwhile that asks
		}})
		_, err := tasks.Ask[any](ctx, parent.PID(), "spawn").Await(ctx)
		require.NoError(t, err)
		spawned.Poison()
		require.NoError(t, spawned.Await(ctx))
		require.NoError(t, answer)
	})
}

func TestARequestWithAChainThatIsNoneIsHandled(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		answer := tasks.NewFuture[any](ctx)
		asker := spawn(t, ctx, supervise.Actor{Handle: func(_ context.Context, msg any) (any, error) {
			return nil, answer.SetResult(msg)
		}})
		busy := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			return msg, tasks.Sleep(ctx, time.Second)
		}})
		tell(t, ctx, busy, "first")
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		tell(t, ctx, busy, &proto.MessageEnvelope{
			Message: "second", Sender: asker.PID(), Header: map[string]string{headerkey.Chain: "anything"},
		})
		v, err := supervise.WaitFor(ctx, answer, time.Minute)
		require.NoError(t, err)
		require.Equal(t, "second", v)
	})
}
