package heap

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type item struct {
	when  int64
	order int
	index int
}

func (i *item) SetIndex(n int) { i.index = n }

func TestItemsComeOutByTimeAndEqualTimesInTheOrderAdded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var h Heap[*item]
		var in []*item
		for n := range 300 {
			it := &item{when: r.Int64N(20), order: n}
			in = append(in, it)
			h.Push(it.when, it)
		}
		for range 100 {
			i := r.IntN(len(in))
			require.GreaterOrEqual(t, in[i].index, 0)
			h.Remove(in[i].index)
			require.Equal(t, -1, in[i].index)
			in = slices.Delete(in, i, i+1)
		}
		slices.SortStableFunc(in, func(a, b *item) int { return int(a.when - b.when) })
		for _, want := range in {
			require.Equal(t, want.when, h.Min())
			require.Same(t, want, h.Pop())
		}
		require.Zero(t, h.Len())
	}
}
