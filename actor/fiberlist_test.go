package actor

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFibersAreListedInTheOrderInWhichTheyWereMadeWhoeverEnds(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		var l fiberList
		var want []*Fiber
		for range 2000 {
			if len(want) == 0 || r.IntN(100) < 52 {
				f := &Fiber{}
				l.add(f)
				want = append(want, f)
			} else {
				i := r.IntN(len(want))
				l.remove(want[i])
				want = slices.Delete(want, i, i+1)
			}
			require.Equal(t, len(want), l.n)
		}
		require.True(t, slices.Equal(want, l.list()))
	}
}

func TestTheListOfFibersHasNoMoreRoomThanTwiceWhatWasNeeded(t *testing.T) {
	const most = 100
	var l fiberList
	var alive []*Fiber
	for range 100 * most {
		f := &Fiber{}
		l.add(f)
		if alive = append(alive, f); len(alive) == most { // the oldest ends first
			l.remove(alive[0])
			alive = alive[1:]
		}
	}
	require.LessOrEqual(t, len(l.all), 4*most)
	for _, f := range alive {
		l.remove(f)
	}
	require.Empty(t, l.all)
}

func TestTheListOfFibersIsLookedThroughWithoutTheHolesOfAPeak(t *testing.T) {
	var l fiberList
	var all []*Fiber
	for range 1000 {
		all = append(all, &Fiber{})
		l.add(all[len(all)-1])
	}
	last := all[len(all)-1]
	for _, f := range all[:len(all)-1] {
		l.remove(f)
	}
	require.Equal(t, []*Fiber{last}, l.list())
	require.Len(t, l.all, 1)
	l.remove(last)
	require.Empty(t, l.list())
}
