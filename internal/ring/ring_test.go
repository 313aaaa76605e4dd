package ring

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestItemsComeOutInTheOrderTheyWentIn(t *testing.T) {
	var r Ring[int]
	next, want := 0, 0
	for round := range 200 {
		for range round % 37 {
			r.Push(next)
			next++
		}
		for range round % 29 {
			if r.Len() == 0 {
				break
			}
			require.Equal(t, want, r.Pop())
			want++
		}
	}
	for r.Len() > 0 {
		require.Equal(t, want, r.Pop())
		want++
	}
	require.Equal(t, next, want)
}

func TestAtReadsWithoutRemoving(t *testing.T) {
	var r Ring[string]
	for _, s := range []string{"a", "b", "c"} {
		r.Push(s)
	}
	r.Pop()
	require.Equal(t, "c", r.At(1))
	require.Equal(t, 2, r.Len())
	require.Panics(t, func() { r.At(2) })
}

func TestPopOfAnEmptyRingPanics(t *testing.T) {
	var r Ring[int]
	require.Panics(t, func() { r.Pop() })
}

func TestPoppedItemsAreReleased(t *testing.T) {
	var r Ring[*int]
	r.Push(new(int))
	r.Pop()
	require.Nil(t, r.buf[0])
}
