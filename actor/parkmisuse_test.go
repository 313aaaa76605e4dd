package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// onEachEngine lets misuse happen with either, and then sees whether the loop still works.
func onEachEngine(t *testing.T, misuse func(ctx context.Context, l *actor.Loop) error) {
	for name, direct := range map[string]bool{"direct": true, "plain": false} {
		t.Run(name, func(t *testing.T) {
			driven(t, func(l *actor.Loop) []*work {
				return []*work{working(t, l, func(ctx context.Context) error {
					if err := misuse(ctx, l); err != nil {
						return err
					}
					return actor.Sleep(ctx, time.Hour)
				})}
			}, actor.DirectHandOver(direct), actor.ShutdownLimit(time.Hour))
		})
	}
}

func TestAParkWithoutAnEnterFails(t *testing.T) {
	onEachEngine(t, func(ctx context.Context, l *actor.Loop) error {
		w, err := actor.Enter(ctx, "anything")
		require.NoError(t, err)
		l.CallLater(time.Second, func() { w.Wake() })
		require.NoError(t, w.Park())
		require.ErrorIs(t, w.Park(), actor.ErrInvalidState)
		_, err = actor.Enter(ctx, "anything")
		require.NoError(t, err)
		w.Leave()
		require.ErrorIs(t, w.Park(), actor.ErrInvalidState)
		var q actor.WaitQueue
		var home actor.Home
		l.CallLater(time.Second, q.WakeAll)
		w, err = q.Wait(ctx, nil, &home, "anything")
		require.NoError(t, err)
		require.ErrorIs(t, q.Park(w), actor.ErrInvalidState)
		require.Zero(t, q.Len())
		return nil
	})
}

func TestAParkInACallbackFails(t *testing.T) {
	onEachEngine(t, func(ctx context.Context, l *actor.Loop) error {
		w, err := actor.Enter(ctx, "anything")
		require.NoError(t, err)
		var inCallback error
		l.CallSoon(func() { inCallback = w.Park() })
		l.CallLater(time.Second, func() { w.Wake() })
		require.NoError(t, w.Park())
		require.ErrorIs(t, inCallback, actor.ErrNotRunning)
		return nil
	})
}

func TestAParkByAnotherFiberFails(t *testing.T) {
	onEachEngine(t, func(ctx context.Context, l *actor.Loop) error {
		w, err := actor.Enter(ctx, "anything")
		require.NoError(t, err)
		other := working(t, l, func(context.Context) error { return w.Park() })
		l.CallLater(time.Second, func() { w.Wake() })
		require.NoError(t, w.Park())
		require.ErrorIs(t, other.fiber.Outcome(), actor.ErrNotRunning)
		return nil
	})
}

func TestAWaitThatIsPushedToAnotherQueueLeavesTheFirst(t *testing.T) {
	onEachEngine(t, func(ctx context.Context, l *actor.Loop) error {
		var before, after actor.WaitQueue
		parked := func(q *actor.WaitQueue) *work {
			return working(t, l, func(ctx context.Context) error {
				w, err := actor.Enter(ctx, "anything")
				require.NoError(t, err)
				return q.Park(w)
			})
		}
		first, other := parked(&before), parked(&after)
		require.NoError(t, actor.Yield(ctx))
		after.Push(before.First())
		require.Zero(t, before.Len())
		require.Equal(t, 2, after.Len())
		after.WakeAll()
		require.NoError(t, first.fiber.Await(ctx))
		return other.fiber.Await(ctx)
	})
}

func TestAWatchOfAnotherCompletionIsNoneOfTheFirst(t *testing.T) {
	driven(t, func(l *actor.Loop) []*work {
		return []*work{working(t, l, func(ctx context.Context) error {
			first, other := promise(l), promise(l)
			var told []string
			var w actor.Watch
			first.Watch(&w, teller{&told, "moved"})
			first.OnDone(func() { told = append(told, "first") })
			other.OnDone(func() { told = append(told, "other") })
			other.Watch(&w, teller{&told, "moved"})
			first.Settle(nil)
			require.NoError(t, actor.Yield(ctx))
			require.Equal(t, []string{"first"}, told)
			other.Settle(nil)
			require.NoError(t, actor.Yield(ctx))
			require.Equal(t, []string{"first", "other", "moved"}, told)
			return nil
		})}
	})
}

// teller is a receiver that notes that it was told.
type teller struct {
	told *[]string
	name string
}

func (n teller) Receive(actor.Message) { *n.told = append(*n.told, n.name) }
