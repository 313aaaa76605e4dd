package actor_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// waitIn waits in q as a task, and says how it ended.
func waitIn(ctx context.Context, q *actor.WaitQueue, end func(name string, err error), name string) *tasks.Task[struct{}] {
	return tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
		w, err := actor.Enter(ctx, "its turn")
		if err != nil {
			return err
		}
		err = q.Park(w)
		end(name, err)
		return err
	}), tasks.Name(name))
}

func TestAWaitQueueIsFirstInFirstOut(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		var q actor.WaitQueue
		var order []string
		for i := range 4 {
			waitIn(ctx, &q, func(name string, _ error) { order = append(order, name) }, strconv.Itoa(i))
		}
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, 4, q.Len())
		n := 0
		for w := q.First(); w != nil; w = w.Next() {
			require.True(t, w.Pending())
			require.True(t, w.Wake())
			require.True(t, w.Woken())
			require.False(t, w.Wake(), "woken already")
			require.False(t, w.Cancel(""), "woken already")
			n++
		}
		require.Equal(t, 4, n)
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, []string{"0", "1", "2", "3"}, order)
		require.Zero(t, q.Len())
		return nil
	}))
}

func TestACanceledWaitLeavesItsQueue(t *testing.T) {
	for _, victim := range []int{0, 1, 2} {
		t.Run(strconv.Itoa(victim), func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				var q actor.WaitQueue
				ends := make(map[string]error)
				var waiters []*tasks.Task[struct{}]
				for i := range 3 {
					waiters = append(waiters, waitIn(ctx, &q, func(name string, err error) { ends[name] = err }, strconv.Itoa(i)))
				}
				require.NoError(t, actor.Yield(ctx))
				require.True(t, waiters[victim].Cancel("no more"))
				require.NoError(t, actor.Yield(ctx))
				require.Equal(t, 2, q.Len())
				require.EqualError(t, ends[strconv.Itoa(victim)], "canceled: no more")
				n := 0
				for w := q.First(); w != nil; w = w.Next() {
					w.Wake()
					n++
				}
				require.Equal(t, 2, n)
				require.NoError(t, actor.Yield(ctx))
				require.Len(t, ends, 3)
				return nil
			}))
		})
	}
}

func TestRemoveFindsAWaitInItsOwnQueueOnly(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		w, err := actor.Enter(ctx, "anything")
		require.NoError(t, err)
		var q, other actor.WaitQueue
		q.Push(w)
		require.False(t, other.Remove(w))
		require.True(t, q.Remove(w))
		require.False(t, q.Remove(w))
		w.Leave()
		require.False(t, w.Pending())
		return nil
	}))
}

func TestAWaitThatIsWokenBeforeItParksDoesNotWaitForMore(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		w, err := actor.Enter(ctx, "anything")
		require.NoError(t, err)
		require.True(t, w.Wake())
		require.NoError(t, w.Park())
		require.True(t, w.Woken())
		require.Same(t, actor.LoopOf(ctx), w.Loop())
		require.Equal(t, ctx, w.Context())
		return nil
	}))
}

func TestAWokenWaiterThatIsCanceledInTheSamePassStillSaysThatItWasWoken(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		var woken bool
		var err error
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			w, _ := actor.Enter(ctx, "anything")
			actor.LoopOf(ctx).CallSoon(func() {
				w.Wake()
				actor.Of(ctx).Cancel("too late")
			})
			err = w.Park()
			woken = w.Woken()
			return nil
		}))
		_, failed := task.Await(ctx)
		require.NoError(t, failed)
		require.True(t, woken)
		require.ErrorIs(t, err, actor.ErrCanceled)
		return nil
	}))
}

func TestAnExplainedWaitSaysMore(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		w, err := actor.Enter(ctx, "its turn")
		require.NoError(t, err)
		self := actor.Of(ctx)
		var plain, explained string
		l := actor.LoopOf(ctx)
		l.CallSoon(func() {
			plain = self.Awaiting()
			w.Explain(time.Second) // any Stringer
			explained = self.Awaiting()
			w.Wake()
		})
		require.NoError(t, w.Park())
		require.Equal(t, "its turn", plain)
		require.Equal(t, "1s", explained)
		require.Empty(t, self.Awaiting())
		return nil
	}))
}
