package tasks_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAQueueLosesNoItemWhenItsOrderPanics(t *testing.T) {
	broken := false
	q := tasks.NewPriorityQueue(0, func(a, b int) bool {
		if broken {
			panic("no order")
		}
		return a < b
	})
	for _, item := range []int{3, 1, 2} {
		require.NoError(t, q.TryPut(item))
	}
	broken = true
	require.Panics(t, func() { _, _ = q.TryGet() })
	require.Panics(t, func() { _ = q.TryPut(4) })
	broken = false
	require.Equal(t, 4, q.Len())
	var got []int
	for !q.Empty() {
		item, err := q.TryGet()
		require.NoError(t, err)
		got = append(got, item)
	}
	require.ElementsMatch(t, []int{1, 2, 3, 4}, got)
}
