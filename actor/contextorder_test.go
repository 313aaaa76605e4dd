package actor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// endOrder is the order in which tasks hear of the end of the context that they were started with.
// The first of them has ended before.
func endOrder(t *testing.T, opts ...actor.Option) (order []int) {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		c, cancel := context.WithCancel(ctx)
		defer cancel()
		for i := range 4 {
			d := time.Hour
			if i == 0 {
				d = time.Second
			}
			tasks.Go(c, func(ctx context.Context) (int, error) {
				err := tasks.Sleep(ctx, d)
				order = append(order, i)
				return 0, err
			})
		}
		require.NoError(t, tasks.Sleep(ctx, 2*time.Second))
		cancel()
		return tasks.Sleep(ctx, time.Second)
	}), opts...)
	require.NoError(t, err)
	return order
}

func TestTasksHearOfTheEndOfTheirContextInTheOrderInWhichTheyBegan(t *testing.T) {
	t.Run("real", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { require.Equal(t, []int{0, 1, 2, 3}, endOrder(t)) })
	})
	t.Run("virtual", func(t *testing.T) { require.Equal(t, []int{0, 1, 2, 3}, endOrder(t, actor.VirtualClock())) })
}
