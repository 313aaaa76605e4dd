package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A few ended items are compared one by one, many are looked up.
func TestWaitReturnsEachEndedItemOnceHoweverManyThereAre(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for _, n := range []int{1, 7, 8, 9, 10, 30} {
			items := make([]*tasks.Future[int], n)
			for i := range items {
				items[i] = tasks.Resolved(ctx, i, nil)
			}
			done, pending, err := supervise.Wait(ctx, append(items, items...), supervise.AllCompleted, supervise.NoLimit)
			require.NoError(t, err)
			require.Empty(t, pending)
			require.Len(t, done, n)
			for i := range items {
				require.Same(t, items[i], done[i])
			}
		}
	})
}

func TestThreeAndFourItemsOfDifferentTypesAreGathered(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		three, err := supervise.Gather3(ctx, tasks.After(2, 1), tasks.After(1, "b"), tasks.After(0, 3.5)).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, supervise.Triple[int, string, float64]{A: 1, B: "b", C: 3.5}, three)
		four, err := supervise.Gather4(ctx, tasks.After(2, 1), tasks.After(1, "b"), tasks.After(0, 3.5), tasks.After(3, true)).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, supervise.Quad[int, string, float64, bool]{A: 1, B: "b", C: 3.5, D: true}, four)
	})
}
