package tasks_test

import (
	"context"
	"testing"

	"github.com/actorloom/actorloom/tasks"
)

// A cancellation that comes after the item is no reason to drop the item, also when the receive is
// the last that the task does.
func TestATaskThatEndsWithAReceiveKeepsTheItemThatCameBeforeItsCancellation(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		var ch tasks.Chan[int]
		next := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			v, _, err := ch.Recv(ctx)
			return v, err
		})
		if err := tasks.Yield(ctx); err != nil {
			return err
		}
		if !ch.TrySend(1) {
			t.Fatal("nobody waits")
		}
		next.Cancel()
		if v, err := next.Await(ctx); v != 1 || err != nil {
			t.Errorf("it ended with %d, %v; the item is gone: %v", v, err, &ch)
		}
		return nil
	}), tasks.VirtualClock())
	if err != nil {
		t.Error(err)
	}
}
