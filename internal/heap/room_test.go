package heap

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestALongSliceDoublesItsRoom(t *testing.T) {
	var s []int
	rooms := 0
	for i := range 1 << 20 {
		before := cap(s)
		s = append(roomier(s), i)
		if cap(s) != before {
			rooms++
		}
	}
	require.LessOrEqual(t, rooms, 20)
	for i, v := range s {
		require.Equal(t, i, v)
	}
}

func TestASliceWithRoomStaysWhereItIs(t *testing.T) {
	s := make([]int, 300, 301)
	require.Same(t, &s[0], &roomier(s)[0])
}
