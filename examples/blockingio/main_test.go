package main

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The function blocks for real, so the bubble's clock stands in for a virtual one.
func TestTheLoopGoesOnWhileTheFunctionBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		require.NoError(t, program(t.Context(), &out))
		require.Equal(t, want, out.String())
	})
}

const want = `started main at 0s
start blocking_io at 0s
blocking_io complete at 1s
finished main at 1s
`
