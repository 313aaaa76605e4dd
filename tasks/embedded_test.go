package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// named is an awaitable of a user's: it embeds one.
type named struct {
	tasks.Coro[int]
	name string
}

func TestATypeThatEmbedsACoroIsMadeATask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		three := named{func(context.Context) (int, error) { return 3, nil }, "three"}
		n, err := tasks.Ensure[int](ctx, three).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 3, n)
		all, err := supervise.Gather[int](ctx, three, three).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{3, 3}, all)
	})
}
