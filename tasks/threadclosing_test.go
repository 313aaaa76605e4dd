package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// passesAfter counts the passes of the loop from the last step of main to the end of the run.
func passesAfter(t *testing.T, main func(ctx context.Context)) (n int) {
	t.Helper()
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		main(ctx)
		l := tasks.LoopOf(ctx)
		var tick func()
		tick = func() {
			n++
			l.CallSoon(tick)
		}
		l.CallSoon(tick)
		return nil
	}))
	require.NoError(t, err)
	return n
}

func TestTheEndOfARunWithoutThreadsMakesFourPasses(t *testing.T) {
	require.Equal(t, 1+4, passesAfter(t, func(context.Context) {}))
}

// asyncio's loop has a thread pool then, and waits for a thread that ends it: two passes more.
func TestTheEndOfARunThatHasUsedTheDefaultExecutorMakesSixPasses(t *testing.T) {
	require.Equal(t, 1+6, passesAfter(t, func(ctx context.Context) { useThread(t, ctx, nil) }))
}

func TestTheEndOfARunWithAnExecutorOfItsOwnMakesFourPasses(t *testing.T) {
	require.Equal(t, 1+4, passesAfter(t, func(ctx context.Context) { useThread(t, ctx, tasks.NewExecutor(1)) }))
}

func useThread(t *testing.T, ctx context.Context, by *tasks.Executor) {
	t.Helper()
	_, err := tasks.InExecutor(ctx, by, func(context.Context) (int, error) { return 1, nil }).Await(ctx)
	require.NoError(t, err)
}
