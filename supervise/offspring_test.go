package supervise

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheChildrenOfAnActorKeepTheirOrderWhoeverGoes(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		var o offspring
		var want []*Ref
		for range 2000 {
			if len(want) == 0 || r.IntN(100) < 52 {
				child := &Ref{}
				o.add(child)
				want = append(want, child)
			} else {
				i := r.IntN(len(want))
				o.remove(want[i])
				o.remove(want[i]) // at its end, and when its parent stops
				want = slices.Delete(want, i, i+1)
			}
			require.Equal(t, len(want), o.n)
		}
		require.Same(t, want[len(want)-1], o.last())
		slices.Reverse(want)
		require.True(t, slices.Equal(want, slices.Collect(o.backward())))
	}
}

func TestAChildOfManyGoesAsFastAsOneOfFew(t *testing.T) {
	inProportion(t, func(n int) time.Duration {
		var o offspring
		all := make([]*Ref, n)
		for i := range all {
			all[i] = &Ref{}
			o.add(all[i])
		}
		order := rand.New(rand.NewPCG(1, 2)).Perm(n / 2)
		began := time.Now()
		for _, i := range order {
			o.remove(all[i])
		}
		for last := o.last(); last != nil; last = o.last() { // as their parent stops them
			o.remove(last)
		}
		return time.Since(began)
	})
}
