package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// While a request is open, a virtual clock takes no silence for a deadlock.
func TestTheAnswerEndsARequestThatWasSettledByWhoHoldsIt(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		later := newAskLater(t, ctx)
		request := tasks.Ask[string](ctx, later.PID, "what")
		askPass(t, ctx)
		require.NoError(t, request.SetResult("I know"))
		askSystem(ctx).Root.Send(later.askers[0], "late")
		return new(tasks.Event).Wait(ctx)
	}), tasks.VirtualClock())
	var deadlock *tasks.DeadlockError
	require.ErrorAs(t, err, &deadlock)
}
