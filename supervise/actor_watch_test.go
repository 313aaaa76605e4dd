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

func TestTheWatchesOfAnActorEndWithIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		watched := tasks.Go(ctx, tasks.After(time.Hour, 0))
		watcher, err := supervise.Spawn(ctx, supervise.Actor{Name: "one after the other", Handle: ignoring, OnStarted: func(ctx context.Context) error {
			return supervise.Watch(ctx, watched.PID())
		}})
		require.NoError(t, err)
		require.NoError(t, tasks.Yield(ctx))
		watcher.Stop()
		require.NoError(t, watcher.Await(ctx))
		told := false
		next, err := supervise.Spawn(ctx, supervise.Actor{Name: "one after the other", Handle: func(_ context.Context, msg any) (any, error) {
			_, told = msg.(*proto.Terminated)
			return nil, nil
		}})
		require.NoError(t, err)
		require.True(t, next.PID().Equal(watcher.PID()))
		_, err = watched.Await(ctx)
		require.NoError(t, err)
		next.Poison()
		require.NoError(t, next.Await(ctx))
		require.False(t, told)
	})
}

func TestAWatchElsewhereThatCannotBeSentFailsAtOnce(t *testing.T) {
	for _, c := range []struct{ watcher, watched string }{{"a", "caf\xe9"}, {"caf\xe9", "a"}} {
		inLoggedRun(t, func(ctx context.Context) {
			failed := tasks.NewFuture[error](ctx)
			watcher, err := supervise.Spawn(ctx, supervise.Actor{Name: c.watcher, Handle: ignoring, OnStarted: func(ctx context.Context) error {
				return failed.SetResult(supervise.Watch(ctx, proto.NewPID("198.51.100.1:1", c.watched)))
			}})
			require.NoError(t, err)
			why, err := failed.Await(ctx)
			require.NoError(t, err)
			require.ErrorContains(t, why, `"caf\xe9" is not valid UTF-8`)
			watcher.Stop()
			require.NoError(t, watcher.Await(ctx))
		})
	}
}

func TestNobodyIsWatchedAtAnEmptyAddress(t *testing.T) {
	for text, who := range map[string]*proto.PID{"the address is nil": nil, "the address is empty": {}} {
		inLoggedRun(t, func(ctx context.Context) {
			ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
				require.NoError(t, supervise.Unwatch(ctx, who))
				return nil, supervise.Watch(ctx, who)
			}})
			_, err := tasks.Ask[any](ctx, ref.PID(), 1).Await(ctx)
			var nobody *tasks.DeadLetterError
			require.ErrorAs(t, err, &nobody)
			require.EqualError(t, nobody, text)
			ref.Stop()
			require.NoError(t, ref.Await(ctx))
		})
	}
}
