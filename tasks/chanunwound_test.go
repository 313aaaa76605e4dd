package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// unwoundReceiver receives for ever, whoever cancels it: only the end of the loop unwinds it.
func unwoundReceiver(from *tasks.Chan[int], deferred func()) tasks.Coro[struct{}] {
	return tasks.Void(func(ctx context.Context) error {
		defer deferred()
		for {
			_, _, _ = from.Recv(ctx)
		}
	})
}

func TestNoItemIsGivenToATaskThatIsUnwound(t *testing.T) {
	for name, senderIsOlder := range map[string]bool{"before": true, "after": false} {
		t.Run(name, func(t *testing.T) {
			var items, nothing tasks.Chan[int]
			sent := true
			receiver := unwoundReceiver(&items, func() {})
			sender := unwoundReceiver(&nothing, func() { sent = items.TrySend(7) })
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				if senderIsOlder { // the youngest is unwound first
					tasks.Go(ctx, sender)
				}
				tasks.Go(ctx, receiver)
				if !senderIsOlder {
					tasks.Go(ctx, sender)
				}
				return tasks.Yield(ctx)
			}), tasks.VirtualClock(), tasks.ShutdownLimit(time.Second), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
			require.Error(t, err)
			require.False(t, sent)
		})
	}
}

func TestAnEagerTaskThatACleanUpHasStartedIsHandedNothingThatItCannotTake(t *testing.T) {
	var c tasks.Chan[int]
	sent := true
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer func() {
				tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { _, _, err := c.Recv(ctx); return err }), tasks.Eager())
				sent = c.TrySend(1)
			}()
			for {
				_ = tasks.Sleep(ctx, time.Hour)
			}
		}))
		return tasks.Yield(ctx)
	}), tasks.VirtualClock(), tasks.ShutdownLimit(time.Second), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.Error(t, err)
	require.False(t, sent)
}
