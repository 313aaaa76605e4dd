package tasks_test

import (
	"context"
	"runtime"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/invariants"
	"github.com/actorloom/actorloom/tasks"
)

func TestOpenRequestsTakeNoGoroutine(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := newAskLater(t, ctx)
		before := runtime.NumGoroutine()
		for i := range 1000 {
			tasks.Ask[int](ctx, later.PID, i)
		}
		letPass(t, ctx, 10)
		require.LessOrEqual(t, runtime.NumGoroutine(), before)
	})
}

func TestARequestToAnActorOnTheLoopTakesTwoAllocations(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		echo := askEcho(t, ctx, proto.WithDispatcher(tasks.LoopOf(ctx)))
		question := &struct{ n int }{1}
		var failed error
		n := testing.AllocsPerRun(1000, func() {
			if _, err := tasks.Ask[*struct{ n int }](ctx, echo, question).Await(ctx); err != nil {
				failed = err
			}
		})
		require.NoError(t, failed)
		if !invariants.Enabled { // the race detector allocates
			require.LessOrEqual(t, n, 2.0)
		}
		return nil
	}), tasks.Debug(false))
	require.NoError(t, err)
}
