package ring

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestItemsKeepTheirOrderWhereverOneComesOrGoes(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		var r Ring[int]
		var want []int
		for next := range 1000 {
			switch at := random.IntN(len(want) + 1); {
			case random.IntN(2) == 0 && at < len(want):
				require.Equal(t, want[at], r.Remove(at))
				want = slices.Delete(want, at, at+1)
			case random.IntN(2) == 0:
				r.PushFront(next)
				want = slices.Insert(want, 0, next)
			default:
				r.Push(next)
				want = append(want, next)
			}
		}
		for _, v := range want {
			require.Equal(t, v, r.Pop())
		}
		require.Zero(t, r.Len())
	}
}

func TestRemovedItemsAreReleased(t *testing.T) {
	for at := range 4 {
		var r Ring[*int]
		for range 4 {
			r.Push(new(int))
		}
		r.Remove(at)
		held := slices.DeleteFunc(r.buf, func(p *int) bool { return p == nil })
		require.Len(t, held, 3)
	}
}
