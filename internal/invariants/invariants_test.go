package invariants

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestABrokenInvariantPanicsWhereTheyAreChecked(t *testing.T) {
	check := func() { Check(false, 7, "%d is not %d", 1, 2) }
	if !Enabled {
		require.NotPanics(t, check)
		return
	}
	require.PanicsWithValue(t, "actorloom: invariant 7 of docs/design.md is broken: 1 is not 2", check)
}

func TestAnInvariantThatHoldsIsSilent(t *testing.T) {
	require.NotPanics(t, func() { Check(true, 7, "unused") })
}
