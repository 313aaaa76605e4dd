package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestAWaitThatHasLeftItsQueueHasNoneBehindIt(t *testing.T) {
	for name, leave := range map[string]func(q *actor.WaitQueue, w *actor.Wait){
		"removed": func(q *actor.WaitQueue, w *actor.Wait) { q.Remove(w) },
		"popped":  func(q *actor.WaitQueue, _ *actor.Wait) { q.Pop() },
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				var q actor.WaitQueue
				w, err := actor.Enter(ctx, "anything")
				require.NoError(t, err)
				q.Push(w)
				behind := waitIn(ctx, &q, func(string, error) {}, "behind")
				require.NoError(t, actor.Yield(ctx))
				require.Equal(t, 2, q.Len())
				leave(&q, w)
				require.Nil(t, w.Next())
				w.Leave()
				q.WakeAll()
				_, err = behind.Await(ctx)
				return err
			}))
		})
	}
}
