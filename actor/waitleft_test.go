package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestAWaitThatNobodyParkedEndsWithItsTask(t *testing.T) {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		var q actor.WaitQueue
		refused := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			w, err := actor.Enter(ctx, "a bell")
			q.Push(w)
			return err // as after a check that fails
		}))
		if _, err := refused.Await(ctx); err != nil {
			return err
		}
		require.Nil(t, q.WakeNext())
		return tasks.Sleep(ctx, time.Second)
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

func TestLeaveTakesAWakeBack(t *testing.T) {
	for name, end := range map[string]func(*actor.Wait) bool{
		"wake":   (*actor.Wait).Wake,
		"cancel": func(w *actor.Wait) bool { return w.Cancel("") },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
				f := tasks.NewFuture[int](ctx)
				w, err := actor.Enter(ctx, "a bell")
				if err != nil {
					return err
				}
				require.True(t, end(w))
				w.Leave()
				w.Loop().CallLater(time.Second, func() { _ = f.SetResult(7) })
				v, err := f.Await(ctx)
				require.Equal(t, 7, v)
				return err
			}), tasks.VirtualClock())
			require.NoError(t, err)
		})
	}
}
