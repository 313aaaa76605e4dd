package actor_test

import (
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestWhatWasGivenBackToALoopIsTakenAgainThereAndNowhereElse(t *testing.T) {
	numbers, names := actor.NewPerLoop[int](), actor.NewPerLoop[string]()
	one, other := actor.New(), actor.New()
	n := numbers.Take(one)
	require.Zero(t, *n)
	*n = 7
	numbers.Give(one, n)
	require.Zero(t, *numbers.Take(other))
	require.Empty(t, *names.Take(one))
	require.Same(t, n, numbers.Take(one))
	require.NotSame(t, n, numbers.Take(one))
}

func TestALoopKeepsFewOfAKind(t *testing.T) {
	numbers, l := actor.NewPerLoop[int](), actor.New()
	given := map[*int]bool{}
	for range 1000 {
		n := new(int)
		given[n] = true
		numbers.Give(l, n)
	}
	again := 0
	for range 1000 {
		if given[numbers.Take(l)] {
			again++
		}
	}
	require.Equal(t, 64, again)
}

func TestALoopHoldsOnToNothingThatWasTakenFromIt(t *testing.T) {
	numbers, l := actor.NewPerLoop[[64]int](), actor.New()
	taken := func() weak.Pointer[[64]int] {
		numbers.Give(l, new([64]int))
		return weak.Make(numbers.Take(l))
	}()
	runtime.GC()
	require.Nil(t, taken.Value())
	runtime.KeepAlive(l)
}

func TestAZeroPerLoopKeepsNothing(t *testing.T) {
	var none actor.PerLoop[int]
	some, l := actor.NewPerLoop[string](), actor.New()
	some.Give(l, new(string))
	n := new(int)
	none.Give(l, n)
	require.NotSame(t, n, none.Take(l))
	require.NotNil(t, some.Take(l))
}
