package actor

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type marble struct{ index int }

func (m *marble) place() *int { return &m.index }

func TestABagHoldsWhatWasAddedAndNotTakenOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b bag[*marble]
		in := map[*marble]bool{}
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			if len(in) == 0 || rapid.Bool().Draw(t, "add") {
				m := &marble{}
				b.add(m)
				in[m] = true
				continue
			}
			m := b.all[rapid.IntRange(0, len(b.all)-1).Draw(t, "which")]
			b.remove(m)
			delete(in, m)
			require.False(t, b.has(m))
		}
		require.Len(t, b.all, len(in))
		for m := range in {
			require.True(t, b.has(m))
		}
	})
}

func TestAnEmptyBagHasNothing(t *testing.T) {
	var b bag[*marble]
	require.False(t, b.has(&marble{}))
}
