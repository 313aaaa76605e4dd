package sweep_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/sweep"
)

// sweeps adds n that are all kept, or all dropped, and returns how many there were at each sweep.
func sweeps(n int, keep bool) (at []int) {
	var s sweep.Sweep
	for have := 0; n > 0; n-- {
		if s.Due(have) {
			at = append(at, have)
			if !keep {
				have = 0
			}
			s.Done(have)
		}
		have++
	}
	return at
}

func TestFewerAreNeverLookedThrough(t *testing.T) { require.Empty(t, sweeps(sweep.Few, true)) }

func TestASweepIsDueWhenTheNumberHasDoubled(t *testing.T) {
	require.Equal(t, []int{sweep.Few, 2 * sweep.Few, 4 * sweep.Few}, sweeps(5*sweep.Few, true))
}

func TestASweepIsDueAtFewAgainWhenAllWereDropped(t *testing.T) {
	require.Equal(t, []int{sweep.Few, sweep.Few, sweep.Few}, sweeps(4*sweep.Few, false))
}
